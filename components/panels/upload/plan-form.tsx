'use client';
import { Button } from '@/components/ui/button';
import { Field, Select } from '@/components/ui/field';
import { SafeText } from '@/components/ui/safe-text';
import { LayoutField } from '../layout-field';
import { joinLayouts, splitLayouts } from '../layouts';
import { ZoneField } from './zone-field';

export type SourceChoice = { id: number; name: string; zone: string; format: string | null; logFormats: string[]; imports: number };
export type FormatChoice = { id: string; title: string };
export type Draft = { source: string; zone: string; format: string; logFormat: string };

/** The settings of a source as the form shows them; without one, those of a new source. */
export const settingsOf = (s: SourceChoice | null, zone = 'UTC'): Omit<Draft, 'source'> => ({ zone: s?.zone ?? zone, format: s?.format ?? '', logFormat: joinLayouts(s?.logFormats ?? []) });

type Props = { /** The names of a log of one's own as they were understood, and which file it is; null = no such log. */ mapping: { file: string; text: string } | null; draft: Draft; onDraft: (change: Partial<Draft>) => void; sources: readonly SourceChoice[]; formats: readonly FormatChoice[]; wallMs: number | null; fallbackZone: string; onValid: (valid: boolean) => void };

/** How these files are to be read: which gateway they belong to, the zone, the format. */
export function PlanForm({ mapping, draft, onDraft, sources, formats, wallMs, fallbackZone, onValid }: Props) {
  const chosen = sources.find((s) => s.name === draft.source.trim());
  const choose = (name: string): void => {
    const known = sources.find((s) => s.name === name.trim());
    // What belongs to another source does not come along.
    onDraft({ source: name, ...(known ? settingsOf(known) : chosen ? settingsOf(null, fallbackZone) : {}) });
  };
  const changes = chosen && chosen.imports > 0 && (draft.zone !== chosen.zone || draft.format !== (chosen.format ?? '') || splitLayouts(draft.logFormat).some((f) => !chosen.logFormats.includes(f)));
  return (
    <div className="grid gap-x-5 gap-y-4 md:grid-cols-2">
      <Field label="Source: the gateway that wrote these logs" list="known-sources" value={draft.source} maxLength={120} autoComplete="off" onChange={(e) => choose(e.target.value)}
        error={draft.source.trim() === '' ? 'A name is needed.' : undefined}
        hint={changes ? <span className="text-timeout">This changes how the source is read: what it holds is read again the same way.</span> : `${chosen ? 'Adds to this source.' : 'A new source.'} Access and error logs of one gateway belong together.`} />
      <datalist id="known-sources">{sources.map((s) => <option key={s.id} value={s.name} />)}</datalist>
      <ZoneField zone={draft.zone} onZone={(zone) => onDraft({ zone })} wallMs={wallMs} />
      {mapping !== null && draft.logFormat.trim() === '' && (
        <div className="flex min-w-0 flex-wrap items-start gap-x-3 gap-y-2 md:col-span-2">
          <p className="min-w-0 flex-1 basis-72 text-xs text-soft">Fields of <SafeText text={mapping.file} className="break-all" /> were recognised by their names: <code className="font-mono text-ink [overflow-wrap:anywhere]"><SafeText text={mapping.text} /></code></p>
          <Button size="small" onClick={() => onDraft({ logFormat: mapping.text })}>Change the fields</Button>
        </div>
      )}
      <details className="md:col-span-2" open={draft.format !== '' || draft.logFormat !== '' || undefined}>
        <summary className="w-fit text-xs font-medium text-soft hover:text-ink">Format, your own layout</summary>
        <div className="mt-3 grid gap-x-5 gap-y-4 md:grid-cols-2">
          <Select label="Format" value={draft.format} onChange={(e) => onDraft({ format: e.target.value })} hint="Recognising works line by line, so one file may hold several formats.">
            <option value="">Recognise each line</option>
            {formats.map((f) => <option key={f.id} value={f.id}>{f.title}</option>)}
          </Select>
          <LayoutField value={draft.logFormat} onChange={(logFormat) => onDraft({ logFormat })} onValid={onValid} />
        </div>
      </details>
    </div>
  );
}
