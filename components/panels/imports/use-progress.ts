'use client';
import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { isActive, type ImportSummary } from '@/lib/view/receipt';
import { addReading, rateOf, type Reading } from '../rate';
import { ask } from '../request';

const EVERY_MS = 1000;
export type Progress = { summary: ImportSummary; linesPerSecond: number | null; bytesPerSecond: number | null; lost: boolean };

/** Asks after an import every second while it is under way and the page is in view; refreshes the page when it has ended. */
export function useProgress(start: ImportSummary): Progress {
  const [progress, setProgress] = useState<Progress>({ summary: start, linesPerSecond: null, bytesPerSecond: null, lost: false }), router = useRouter();
  const readings = useRef<{ lines: Reading[]; bytes: Reading[] }>({ lines: [], bytes: [] });
  const active = isActive(start);
  useEffect(() => {
    if (!active) { setProgress((p) => ({ ...p, summary: start })); return; }
    let timer: ReturnType<typeof setTimeout> | null = null, ended = false;
    const look = async (): Promise<void> => {
      timer = null;
      try {
        const summary = await ask<ImportSummary>('GET', `/api/imports/${start.id}?summary=1`);
        if (ended) return;
        const now = Date.now(), r = readings.current;
        r.lines = addReading(r.lines, now, summary.lines);
        r.bytes = addReading(r.bytes, now, summary.refold ? summary.refold.done : summary.consumedBytes);
        setProgress({ summary, linesPerSecond: rateOf(r.lines), bytesPerSecond: rateOf(r.bytes), lost: false });
        // The server's part of the page shows the state as it was: fetch it anew when that has changed.
        if (summary.state !== start.state || !isActive(summary)) router.refresh();
        if (!isActive(summary)) return;
      } catch { if (ended) return; setProgress((p) => ({ ...p, lost: true })); router.refresh(); }
      if (!document.hidden) timer = setTimeout(() => void look(), EVERY_MS);
    };
    const seen = (): void => { if (!document.hidden && timer === null && !ended) void look(); };
    document.addEventListener('visibilitychange', seen);
    void look();
    return () => { ended = true; if (timer) clearTimeout(timer); document.removeEventListener('visibilitychange', seen); };
    // The summary of the first render only says whether to look.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [active, start.id, start.state]);
  return progress;
}
