'use client';
import { useEffect, useState } from 'react';
import { Modal } from '@/components/ui/dialog';
import { Spinner } from '@/components/ui/spinner';
import type { CallDetail as Detail } from '@/lib/view/call-detail';
import { viewHref, type ViewState } from '@/lib/view/state';
import { visibleText } from '@/lib/view/visible-text';
import { CallDetail } from './detail/call-detail';
import { ask } from '../request';

type Loaded = { id: string; call: Detail | null; error: string | null };

/** A call beside its list. The address is the call's own page, so that a copied link opens it for anyone. */
export function CallDrawer({ id, view, onClose }: { id: string | null; view: ViewState; onClose: () => void }) {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  useEffect(() => {
    if (id === null) return;
    const abort = new AbortController();
    ask<Detail>('GET', '/api/calls/' + id, undefined, abort.signal).then((call) => setLoaded({ id, call, error: null }), (e: Error) => { if (!abort.signal.aborted) setLoaded({ id, call: null, error: e.message }); });
    return () => abort.abort();
  }, [id]);
  const here = loaded?.id === id ? loaded : null, call = here?.call ?? null;
  return (
    <Modal side open={id !== null} onOpenChange={(open) => { if (!open) onClose(); }} title={call ? visibleText(call.path === null ? 'Call' : `${call.method ?? ''} ${call.path}`.trim()).slice(0, 160) : 'Call'}
      about={id !== null && <a href={viewHref('/calls/' + id, view)} className="text-accent hover:underline">Open as a page</a>}>
      {here === null ? <Spinner label="Reading the call" /> : call ? <CallDetail call={call} zone={view.zone} /> : <p role="alert" className="text-worse">{here.error}</p>}
    </Modal>
  );
}
