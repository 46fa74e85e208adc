'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Modal } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { SafeText } from '@/components/ui/safe-text';
import { plural } from '@/lib/view/format-number';
import { EMPTY_VIEW, viewHref } from '@/lib/view/state';
import { NumberLink } from '../number-link';
import { ask } from '../request';

export type RouteCount = { id: number; name: string; calls: number; failed: number };
const FIRST = 50;

/** The routes of a source with their calls. Correcting one adds a template and folds the source again. */
export function RoutesTable({ sourceId, routes, templates }: { sourceId: number; routes: readonly RouteCount[]; templates: readonly string[] }) {
  const [text, setText] = useState(''), [all, setAll] = useState(false), [correct, setCorrect] = useState<RouteCount | null>(null);
  const calls = (r: RouteCount, failure: string | null = null): string => viewHref('/calls', { ...EMPTY_VIEW, sources: [sourceId], route: r.name, failure });
  const found = routes.filter((r) => r.name.toLowerCase().includes(text.toLowerCase())), shown = all ? found.slice(0, 2000) : found.slice(0, FIRST);
  return (
    <div className="flex flex-col gap-3">
      <Field label="Find a route" hideLabel placeholder="Find a route" type="search" value={text} onChange={(e) => setText(e.target.value)} className="max-w-sm" />
      <div className="overflow-x-auto">
        <table className="w-full min-w-[26rem]">
          <thead className="text-left text-xs text-soft"><tr><th scope="col" className="pb-1 font-medium">Route</th><th scope="col" className="pb-1 text-right font-medium">Calls</th><th scope="col" className="pb-1 text-right font-medium">Failed</th><th scope="col" className="pb-1"><span className="sr-only">Correct</span></th></tr></thead>
          <tbody>
            {shown.map((r) => (
              <tr key={r.id} className="border-t border-line">
                <td className="py-1 pr-4 [overflow-wrap:anywhere]"><SafeText text={r.name} path /></td><td className="py-1 text-right"><NumberLink n={r.calls} href={calls(r)} /></td><td className="py-1 pl-4 text-right"><NumberLink n={r.failed} href={calls(r, 'any')} /></td>
                <td className="w-0 py-1 pl-4">{r.name.includes(' /') && <Button size="small" kind="ghost" aria-label={`Correct ${r.name}`} onClick={() => setCorrect(r)}>Correct</Button>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {found.length === 0 && <p className="text-soft">{routes.length ? 'No route has this in its name.' : 'No routes yet.'}</p>}
      {!all && found.length > FIRST && <div><Button size="small" onClick={() => setAll(true)}>Show all {plural(found.length, 'route')}</Button></div>}
      {correct && <CorrectDialog sourceId={sourceId} route={correct} templates={templates} onClose={() => setCorrect(null)} />}
    </div>
  );
}

function CorrectDialog({ sourceId, route, templates, onClose }: { sourceId: number; route: RouteCount; templates: readonly string[]; onClose: () => void }) {
  const router = useRouter(), path = route.name.slice(route.name.indexOf(' ') + 1), [draft, setDraft] = useState(path), [error, setError] = useState<string | null>(null), [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true); setError(null);
    try { await ask('PATCH', `/api/sources/${sourceId}`, { settings: { templates: [...new Set([draft.trim(), ...templates])] } }); router.refresh(); onClose(); } catch (e) { setError((e as Error).message); setBusy(false); }
  };
  return (
    <Modal open onOpenChange={(o) => { if (!o) onClose(); }} title="Correct a route" about="Paths that fit the template are counted as one route. The stored chunks of this source are read again.">
      <form className="flex flex-col gap-4" onSubmit={(e) => { e.preventDefault(); void save(); }}>
        <Field label="Template" value={draft} spellCheck={false} autoFocus onChange={(e) => setDraft(e.target.value)} error={error ?? (draft.startsWith('/') ? undefined : 'A template starts with “/”.')} hint="{name} stands for one segment: /city/{slug}/weather. A plain segment keeps paths apart." />
        <div className="flex justify-end gap-2"><Button onClick={onClose}>Leave it</Button><Button type="submit" kind="primary" disabled={busy || !draft.startsWith('/') || draft.trim() === path}>Save and read again</Button></div>
      </form>
    </Modal>
  );
}
