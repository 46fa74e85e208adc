'use client';
import { useRouter } from 'next/navigation';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { Button } from '@/components/ui/button';
import { isZone } from '@/lib/formats/zone';
import { plural } from '@/lib/view/format-number';
import type { Preview } from '@/lib/view/preview';
import { splitLayouts } from '../layouts';
import { DropArea } from './drop-area';
import { FileRow } from './file-row';
import { guessZone } from './guess-zone';
import { PlanForm, settingsOf, type Draft, type FormatChoice, type SourceChoice } from './plan-form';
import { addFiles, importFiles, remove } from './queue';
import { useDrop } from './use-drop';
import { usePreviews, type Previewed } from './use-previews';
import { useUploads } from './use-uploads';

type Props = { sources: readonly SourceChoice[]; formats: readonly FormatChoice[]; /** Name of the source that was imported into last; null = none, or only the sample's. */ preferred: string | null; /** Imports that the page shows already; empty = nothing is imported yet, and the drop area is the page. */ listed: readonly number[] };

const never = (): (() => void) => () => undefined;
const browserZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

/** Drop, watch, look at the first lines, say how to read them, import. The whole window takes files. */
export function UploadPanel({ sources, formats, preferred, listed }: Props) {
  const all = useUploads(), items = all.filter((i) => i.importId === null || !listed.includes(i.importId)), open = items.filter((i) => i.state !== 'imported' && i.plan === null);
  const router = useRouter(), [note, setNote] = useState<string | null>(null), [touched, setTouched] = useState<Partial<Draft>>({}), [valid, setValid] = useState(true);
  const over = useDrop(({ files, folders }) => { setNote(folders ? 'Folders are left out: drop the files in them.' : null); addFiles(files); });
  const browser = useSyncExternalStore(never, browserZone, () => 'UTC'), first = sources.find((s) => s.name === preferred) ?? null;

  const shownOf = (p: Record<string, Previewed>): Preview[] => open.map((i) => p[i.key]?.preview).filter((x) => x !== undefined && x !== null);
  const guessOf = (p: Record<string, Previewed>): string => guessZone(shownOf(p).find((x) => x.offset !== null)?.offset ?? null, browser);
  const draftOf = (p: Record<string, Previewed>): Draft => ({ source: first?.name ?? 'gateway', ...settingsOf(first, guessOf(p)), ...touched });
  const previews = usePreviews(items, (p) => { const d = draftOf(p); return { zone: isZone(d.zone) ? d.zone : null, format: d.format || null, logFormats: splitLayouts(d.logFormat) }; });

  const now = draftOf(previews), zone = isZone(now.zone) ? now.zone : 'UTC', logFormats = splitLayouts(now.logFormat);
  const usable = open.filter((i) => !previews[i.key]?.preview?.problem), wallMs = shownOf(previews).find((p) => p.wallMs !== null)?.wallMs ?? null;
  const mapping = open.flatMap((i) => { const text = previews[i.key]?.preview?.mapping; return text ? [{ file: i.name, text }] : []; })[0] ?? null;
  const ready = now.source.trim() !== '' && isZone(now.zone) && valid;

  const imported = all.filter((i) => i.state === 'imported').map((i) => i.importId).join(' ');
  useEffect(() => { if (imported !== '') router.refresh(); }, [imported, router]);
  // What the page lists needs no row any more, here or on the next page.
  useEffect(() => { for (const i of all) if (i.importId !== null && listed.includes(i.importId)) void remove(i.key); }, [all, listed]);

  return (
    <div className="flex flex-col gap-4">
      <DropArea over={over} small={listed.length > 0 || items.length > 0} note={note} onFiles={(files) => addFiles(files)} />
      {items.length > 0 && (
        <section aria-label="Uploads" className="rounded-panel border border-line bg-panel">
          <ul className="divide-y divide-line">{items.map((i, n) => <FileRow key={i.key} item={i} previewed={previews[i.key]} zone={zone} first={n === 0} />)}</ul>
          {usable.length > 0 && (
            <form className="flex flex-col gap-4 border-t border-line px-5 py-4" onSubmit={(e) => { e.preventDefault(); if (ready) importFiles(usable.map((i) => i.key), { source: now.source.trim(), zone: now.zone, format: now.format || null, logFormats }); }}>
              <PlanForm mapping={mapping} draft={now} onDraft={(change) => setTouched({ ...touched, ...change })} sources={sources} formats={formats} wallMs={wallMs} fallbackZone={guessOf(previews)} onValid={setValid} />
              <div className="flex flex-wrap items-center gap-3">
                <Button type="submit" kind="primary" disabled={!ready}>Import {plural(usable.length, 'file')}</Button>
                <p className="text-xs text-soft">{usable.some((i) => i.state !== 'arrived') ? 'You need not wait: each file is read as soon as its last byte is here.' : 'Nothing is stored before this.'}</p>
              </div>
            </form>
          )}
        </section>
      )}
    </div>
  );
}
