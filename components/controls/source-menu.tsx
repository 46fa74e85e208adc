'use client';
import { usePathname, useRouter } from 'next/navigation';
import { viewHref } from '@/lib/view/state';
import { useView } from './use-view';

/** Which gateway's logs are shown; only there when there is a choice. */
export function SourceMenu({ sources }: { sources: { id: number; name: string }[] }) {
  const router = useRouter(), path = usePathname(), view = useView();
  if (sources.length < 2) return null;
  const one = sources.find((s) => view.sources.length === 1 && s.id === view.sources[0]);
  return (
    <select aria-label="Source" className="no-print h-8.5 max-w-48 rounded-md border border-line bg-panel px-2 text-sm" value={one?.id ?? (view.sources.length ? 'some' : '')}
      onChange={(e) => router.push(viewHref(path, view, { sources: e.target.value === '' ? [] : [Number(e.target.value)] }), { scroll: false })}>
      <option value="">All sources</option>
      {view.sources.length > 0 && !one && <option value="some" disabled>{view.sources.length > 1 ? `${view.sources.length} sources` : 'No such source'}</option>}
      {sources.map((s) => <option key={s.id} value={s.id}>{s.name}</option>)}
    </select>
  );
}
