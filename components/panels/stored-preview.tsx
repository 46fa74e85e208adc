'use client';
import { useEffect, useState } from 'react';
import type { PreviewLine } from '@/lib/view/preview';
import { plural } from '@/lib/view/format-number';
import { PreviewTable } from './preview-table';
import { ask } from './request';

/** What is not given is the source's own. */
type Tried = { zone?: string; format?: string | null; logFormats?: string[] };
type Answer = { quarantined: PreviewLine[]; first: PreviewLine[] };
const SETTLE_MS = 400;

/** The source's own lines as they would be read with what is typed, before anything is saved. `only` quarantined: just those that could not be read. */
export function StoredPreview({ sourceId, tried, only }: { sourceId: number; tried: Tried; only?: 'quarantined' }) {
  const [seen, setSeen] = useState<Answer | null>(null), [error, setError] = useState<string | null>(null), key = JSON.stringify(tried);
  useEffect(() => {
    const stop = new AbortController(), timer = setTimeout(() => {
      ask<Answer>('POST', `/api/sources/${sourceId}/preview`, { settings: JSON.parse(key) as Tried }, stop.signal).then((a) => { setSeen(a); setError(null); }, (e: Error) => { if (!stop.signal.aborted) setError(e.message); });
    }, SETTLE_MS);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [sourceId, key]);
  if (error !== null) return <p className="text-xs text-worse">{error}</p>;
  if (seen === null) return <p className="text-xs text-soft" role="status">Reading the first lines …</p>;
  const parts = [['Lines that could not be read', seen.quarantined, false] as const, ...(only ? [] : [['First lines of the newest import', seen.first, true] as const])].filter(([, lines]) => lines.length > 0);
  if (parts.length === 0) return null;
  return (
    <div className="flex min-w-0 flex-col gap-4">
      {parts.map(([title, lines, numbered]) => {
        const read = lines.filter((l) => l.became !== 'rejected').length;
        return (
          <div key={title} className="flex min-w-0 flex-col gap-1">
            <p className="text-xs text-soft" role="status">{title}, as they would be read: {read} of {plural(lines.length, 'line')} {read === 1 ? 'is' : 'are'} understood.</p>
            <PreviewTable lines={lines} zone={tried.zone ?? 'UTC'} numbered={numbered} />
          </div>
        );
      })}
    </div>
  );
}
