'use client';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';

/** Lines of configuration, with a button that copies them. */
export function CopyLines({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try { await navigator.clipboard.writeText(text); setCopied(true); } catch { window.prompt('The lines', text); }
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <div className="relative flex min-w-0 flex-col items-end gap-1.5">
      <pre tabIndex={0} aria-label={label.replace('Copy the', 'The')} className="w-full overflow-x-auto rounded-md border border-line bg-sunken p-3 font-mono text-xs sm:pr-24">{text}</pre>
      <Button size="small" className="no-print sm:absolute sm:right-2 sm:top-2" aria-label={label} onClick={() => void copy()}><Icon name={copied ? 'check' : 'link'} /><span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span></Button>
    </div>
  );
}
