'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Modal } from '@/components/ui/dialog';
import { Field, Select } from '@/components/ui/field';
import { SafeText } from '@/components/ui/safe-text';
import { ask } from '../request';

export type Group = { id: number; name: string; inferred: boolean; renamed: boolean; instances: { id: number; label: string; addr: string }[] };

/** Upstream groups and their instances. A name or a place given by hand stays; the rest is inferred from who serves and retries together. */
export function UpstreamsList({ sourceId, groups }: { sourceId: number; groups: readonly Group[] }) {
  const router = useRouter(), [rename, setRename] = useState<Group | null>(null), [error, setError] = useState<string | null>(null), named = groups.filter((g) => g.id !== 0);
  const move = (instance: number, to: string): void => { setError(null); ask('PATCH', `/api/sources/${sourceId}/instances/${instance}`, { upstream: to === 'new' ? null : Number(to) }).then(() => router.refresh(), (e: Error) => setError(e.message)); };
  if (groups.length === 0) return <p className="text-soft">No upstream was met yet.</p>;
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      {error && <p role="alert" className="text-xs text-worse lg:col-span-2">{error}</p>}
      {groups.map((g) => (
        <section key={g.id} aria-label={g.name || 'Without a group'} className="min-w-0 rounded-md border border-line">
          <div className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-2">
            <h3 className="min-w-0 break-all font-medium">{g.id === 0 ? 'Without a group' : <SafeText text={g.name} />}</h3>
            {g.id !== 0 && g.inferred && !g.renamed && <Badge tone="client" title="nginx logs only addresses: these serve the same routes or retry to one another.">inferred</Badge>}
            {g.renamed && <Badge>named by hand</Badge>}
            {g.id !== 0 && <Button size="small" kind="ghost" className="ml-auto" aria-label={`Rename ${g.name}`} onClick={() => setRename(g)}>Rename</Button>}
          </div>
          <ul className="divide-y divide-line">
            {g.instances.map((i) => (
              <li key={i.id} className="flex flex-wrap items-center gap-3 px-3 py-1.5">
                <span className="min-w-0 flex-1 break-all">{i.label && <span className="text-soft"><SafeText text={i.label} /> / </span>}<SafeText text={i.addr} /></span>
                <Select label={`Group of ${i.addr}`} hideLabel value={String(g.id)} onChange={(e) => move(i.id, e.target.value)} className="h-7! w-40! text-xs! sm:w-52!">
                  {g.id === 0 && <option value="0">Move to …</option>}
                  {named.map((o) => <option key={o.id} value={o.id}>{o.name}</option>)}
                  {(g.id === 0 || g.instances.length > 1) && <option value="new">a group of its own</option>}
                </Select>
              </li>
            ))}
            {g.instances.length === 0 && <li className="px-3 py-1.5 text-soft">No instances.</li>}
          </ul>
        </section>
      ))}
      {rename && <RenameGroup sourceId={sourceId} group={rename} onClose={() => setRename(null)} />}
    </div>
  );
}

function RenameGroup({ sourceId, group, onClose }: { sourceId: number; group: Group; onClose: () => void }) {
  const router = useRouter(), [name, setName] = useState(group.name), [error, setError] = useState<string | null>(null), [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true); setError(null);
    try { await ask('PATCH', `/api/sources/${sourceId}/upstreams/${group.id}`, { name: name.trim() }); router.refresh(); onClose(); } catch (e) { setError((e as Error).message); setBusy(false); }
  };
  return (
    <Modal open onOpenChange={(o) => { if (!o) onClose(); }} title="Rename upstream" about="Shown at once everywhere; nothing is read again.">
      <form className="flex flex-col gap-4" onSubmit={(e) => { e.preventDefault(); void save(); }}>
        <Field label="Name" value={name} maxLength={120} autoFocus onChange={(e) => setName(e.target.value)} error={error ?? undefined} />
        <div className="flex justify-end gap-2"><Button onClick={onClose}>Keep the old name</Button><Button type="submit" kind="primary" disabled={busy || name.trim() === ''}>Rename</Button></div>
      </form>
    </Modal>
  );
}
