'use client';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { Button } from '@/components/ui/button';

const EVERY_MS = 1500;

/** Looks for the first calls by itself while the page is in view, and at once on a click. */
export function LookAgain() {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => { if (!document.hidden) router.refresh(); }, EVERY_MS);
    return () => clearInterval(timer);
  }, [router]);
  return <Button onClick={() => router.refresh()}>Look again</Button>;
}
