'use client';
import Link from '@/components/ui/link';
import { useRouter } from 'next/navigation';
import { useEffect, useRef, useTransition } from 'react';
import { plural } from '@/lib/view/format-number';

const EVERY_MS = 4000;

/**
 * Imports run while numbers are shown. The page looks again by itself while it is in view, one look at a time; `again`: a link to press
 * instead, where that would take away what someone is reading.
 */
export function StillRunning({ running, again }: { running: number; again: string | null }) {
  const router = useRouter(), [looking, look] = useTransition(), busy = useRef(looking), byItself = again === null;
  useEffect(() => { busy.current = looking; }, [looking]);
  useEffect(() => {
    if (!byItself) return;
    const timer = setInterval(() => { if (!document.hidden && !busy.current) look(() => router.refresh()); }, EVERY_MS);
    return () => clearInterval(timer);
  }, [byItself, router]);
  return (
    <p className="text-sm text-soft" role="status">
      {plural(running, 'import is', 'imports are')} still running: {again === null ? 'the numbers grow as their lines are read.' : <>there will be more. <a href={again} className="underline underline-offset-4">Load again</a> to see it.</>}{' '}
      <Link href="/imports" className="no-print underline underline-offset-4">Watch under Imports</Link>
    </p>
  );
}
