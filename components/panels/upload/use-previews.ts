'use client';
import { useEffect, useRef, useState } from 'react';
import type { Preview } from '@/lib/view/preview';
import { ask } from '../request';
import type { UploadItem } from './queue';

/** Bytes that must have left the browser before a preview is worth asking for. */
const ENOUGH = 64 * 1024;
const RETRY_MS = 800, SETTLE_MS = 350;

export type PreviewPlan = { zone: string | null; format: string | null; logFormats: string[] };
export type Previewed = { plan: string; preview: Preview | null; error: string | null };

const queryOf = (plan: PreviewPlan): string => {
  const query = new URLSearchParams();
  if (plan.zone) query.set('zone', plan.zone);
  if (plan.format) query.set('format', plan.format);
  for (const f of plan.logFormats) query.append('logFormat', f);
  return query.toString();
};

/** The value once it has stayed the same for a moment; typing does not ask at every key. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => { const t = setTimeout(() => setSettled(value), SETTLE_MS); return () => clearTimeout(t); }, [value]);
  return settled;
}

/** Previews of the uploads that have come far enough, by key; made anew when the plan changes. What the previews show may change the plan (the zone is guessed from them). */
export function usePreviews(items: readonly UploadItem[], planOf: (previews: Record<string, Previewed>) => PreviewPlan): Record<string, Previewed> {
  const [previews, setPreviews] = useState<Record<string, Previewed>>({}), [tick, setTick] = useState(0);
  const asking = useRef(new Map<string, { what: string; stop: AbortController }>());
  const planKey = useSettled(queryOf(planOf(previews)));
  const due = items.filter((i) => i.uploadId !== null && i.state !== 'imported' && i.state !== 'importing' && i.sent >= Math.min(i.size, ENOUGH) && previews[i.key]?.plan !== planKey)
    .map((i) => `${i.key} ${i.uploadId}`).join(',');

  useEffect(() => {
    for (const pair of due ? due.split(',') : []) {
      const [key, id] = pair.split(' '), what = `${id}&${planKey}`, before = asking.current.get(key);
      if (before?.what === what) continue;
      before?.stop.abort();
      const stop = new AbortController(), done = (): boolean => asking.current.get(key)?.stop === stop && asking.current.delete(key);
      asking.current.set(key, { what, stop });
      ask<Preview>('GET', `/api/preview?upload=${what}`, undefined, stop.signal).then(
        (preview) => {
          if (preview.ready) { if (done()) setPreviews((all) => ({ ...all, [key]: { plan: planKey, preview, error: null } })); }
          else setTimeout(() => { if (done()) setTick((t) => t + 1); }, RETRY_MS);
        },
        (e: Error) => { if (!stop.signal.aborted && done()) setPreviews((all) => ({ ...all, [key]: { plan: planKey, preview: all[key]?.preview ?? null, error: e.message } })); },
      );
    }
  }, [due, planKey, tick]);
  useEffect(() => { const running = asking.current; return () => { for (const a of running.values()) a.stop.abort(); running.clear(); }; }, []);
  return previews;
}
