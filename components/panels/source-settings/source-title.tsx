'use client';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { SafeText } from '@/components/ui/safe-text';
import { formatCount } from '@/lib/view/format-number';

/** The name of a source; while its chunks are folded again, how far that is. */
export function SourceTitle({ name, waiting, total }: { name: string; waiting: number; total: number }) {
  const router = useRouter();
  useEffect(() => {
    if (waiting === 0) return;
    const timer = setInterval(() => { if (!document.hidden) router.refresh(); }, 1500);
    return () => clearInterval(timer);
  }, [waiting, router]);
  const done = total - waiting;
  return (
    <>
      <h1 className="break-all text-xl font-semibold"><SafeText text={name} /></h1>
      {waiting > 0 && (
        <div className="mt-2 max-w-md">
          <div role="progressbar" aria-label="Reading again with the changed settings" aria-valuemin={0} aria-valuemax={total} aria-valuenow={done} className="h-1.5 overflow-hidden rounded-full bg-sunken"><div className="h-full bg-accent" style={{ width: `${(100 * done) / total}%` }} /></div>
          <p role="status" className="mt-1 text-xs text-soft">Reading again with the changed settings: {formatCount(done)} of {formatCount(total)} chunks. Charts show the old reading of the rest until it is done.</p>
        </div>
      )}
    </>
  );
}
