'use client';
import { usePathname } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { viewHref } from '@/lib/view/state';
import { useView } from './use-view';

/** Copies a link to what is seen now: the range as absolute UTC, the zone and every filter, whatever is imported later. */
export function CopyLink({ frozen }: { frozen: { from: string; to: string } }) {
  const path = usePathname(), view = useView(), [said, setSaid] = useState<string | null>(null);
  const copy = async (): Promise<void> => {
    const link = location.origin + viewHref(path, view, frozen);
    try { await navigator.clipboard.writeText(link); setSaid('Copied'); } catch { window.prompt('The link', link); }
    setTimeout(() => setSaid(null), 2000);
  };
  return <Button className="no-print" onClick={copy} title="Copies a link with the range frozen to absolute times"><Icon name={said ? 'check' : 'link'} /><span aria-live="polite" className="max-sm:sr-only">{said ?? 'Copy link'}</span></Button>;
}
