'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Spinner } from '@/components/ui/spinner';
import { ask } from '../request';

/** Loads the sample incident and goes to the imports page, where it can be watched arriving. */
export function SampleButton({ kind = 'plain' }: { kind?: 'plain' | 'primary' }) {
  const router = useRouter(), [busy, setBusy] = useState(false), [error, setError] = useState<string | null>(null);
  const load = async (): Promise<void> => {
    setBusy(true); setError(null);
    try { await ask('POST', '/api/imports/sample', {}); router.push('/imports'); router.refresh(); } catch (e) { setError((e as Error).message); }
    setBusy(false);
  };
  return (
    <span className="inline-flex flex-col gap-1">
      <Button kind={kind} disabled={busy} onClick={() => void load()}>{busy ? <Spinner label="Making the sample" /> : 'Load a sample incident'}</Button>
      {error && <span role="alert" className="text-xs text-worse">{error}</span>}
    </span>
  );
}
