'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Spinner } from '@/components/ui/spinner';

/** One click to something to look at: imports the sample incident, then opens its receipt. */
export function SampleButton({ kind = 'primary' }: { kind?: 'primary' | 'plain' }) {
  const router = useRouter(), [state, setState] = useState<'idle' | 'busy' | { error: string }>('idle');
  const load = async (): Promise<void> => {
    setState('busy');
    try {
      const answer = await fetch('/api/imports/sample', { method: 'POST' }), body = (await answer.json().catch(() => null)) as { error?: string } | null;
      if (!answer.ok) throw new Error(body?.error ?? `The server answered ${answer.status}.`);
      router.refresh(); router.push('/imports');
    } catch (e) { setState({ error: e instanceof Error ? e.message : 'It did not work.' }); }
  };
  return (
    <span className="inline-flex flex-col items-center gap-2">
      <Button kind={kind} onClick={load} disabled={state === 'busy'}>{state === 'busy' ? <Spinner label="Loading the sample" /> : 'Load the sample incident'}</Button>
      {typeof state === 'object' && <span role="alert" className="text-sm text-worse">{state.error}</span>}
    </span>
  );
}
