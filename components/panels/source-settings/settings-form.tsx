'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field, Select, TextArea } from '@/components/ui/field';
import type { Limits } from '@/lib/formats/default-limits';
import { isZone } from '@/lib/formats/zone';
import type { ParseSettings } from '@/lib/ingest/settings';
import { plural } from '@/lib/view/format-number';
import { LayoutField } from '../layout-field';
import { joinLayouts, splitLayouts } from '../layouts';
import { ask } from '../request';
import { StoredPreview } from '../stored-preview';
import { fromLines, msToSeconds, secondsToMs, toLines } from './lines';

type Props = { sourceId: number; settings: ParseSettings; formats: readonly { id: string; title: string }[]; /** Chunks in the store, all of which are read again. */ chunks: number; /** What the gateway has when nobody sets any. */ defaults: Limits };
const PHASES = [['connectMs', 'Connect'], ['sendMs', 'Send'], ['readMs', 'Read (first byte)']] as const;

/** How the lines of a source are read. Saving folds its stored chunks again: no new upload. */
export function SettingsForm({ sourceId, settings, formats, chunks, defaults }: Props) {
  const router = useRouter(), [busy, setBusy] = useState(false), [error, setError] = useState<string | null>(null), [saved, setSaved] = useState(false);
  const [zone, setZone] = useState(settings.zone), [format, setFormat] = useState(settings.format ?? ''), [logFormat, setLogFormat] = useState(joinLayouts(settings.logFormats)), [valid, setValid] = useState(true);
  const [limits, setLimits] = useState<Record<string, string>>(Object.fromEntries(PHASES.map(([key]) => [key, msToSeconds(settings.limits[key])])));
  const [templates, setTemplates] = useState(toLines(settings.templates)), [keys, setKeys] = useState(toLines(settings.redactKeys)), [health, setHealth] = useState(toLines(settings.healthPaths));
  const [mask, setMask] = useState(settings.maskClients), [maxRoutes, setMaxRoutes] = useState(String(settings.maxRoutes));

  const ms = Object.fromEntries(PHASES.map(([key]) => [key, secondsToMs(limits[key])])), wrong = !valid || PHASES.some(([key]) => ms[key] === undefined) || !isZone(zone);
  const save = async (): Promise<void> => {
    setBusy(true); setError(null); setSaved(false);
    const patch = { zone, format: format || null, logFormats: splitLayouts(logFormat), limits: ms, templates: fromLines(templates), redactKeys: fromLines(keys), healthPaths: fromLines(health), maskClients: mask, maxRoutes: Number(maxRoutes) };
    try { await ask('PATCH', `/api/sources/${sourceId}`, { settings: patch }); setSaved(true); router.refresh(); } catch (e) { setError((e as Error).message); }
    setBusy(false);
  };
  return (
    <form className="flex flex-col gap-5" onSubmit={(e) => { e.preventDefault(); if (!wrong) void save(); }}>
      <div className="grid gap-x-5 gap-y-4 md:grid-cols-2">
        <Field label="Zone of the clock" value={zone} spellCheck={false} onChange={(e) => setZone(e.target.value.trim())} hint="For lines that carry no zone." error={isZone(zone) ? undefined : 'This zone is not known. Use a name like Europe/Berlin or UTC.'} />
        <Select label="Format" value={format} onChange={(e) => setFormat(e.target.value)} hint="Recognising works line by line.">
          <option value="">Recognise each line</option>
          {formats.map((f) => <option key={f.id} value={f.id}>{f.title}</option>)}
        </Select>
        <LayoutField value={logFormat} onChange={setLogFormat} onValid={setValid} hint="As it stands in the gateway’s configuration. Tried before the built-in formats." />
        <TextArea label="Path templates" rows={4} spellCheck={false} value={templates} onChange={(e) => setTemplates(e.target.value)} placeholder="/city/{slug}" hint="One a line, learned or made by hand. {name} stands for one segment of the path." />
      </div>
      <fieldset className="grid min-w-0 gap-x-5 gap-y-4 sm:grid-cols-3">
        <legend className="mb-2 text-xs font-medium text-soft">Timeouts of this gateway, in seconds. Where a log names no phase, a duration that meets one of these tells it. Empty: the gateway’s default, where one is shown.</legend>
        {PHASES.map(([key, title]) => <Field key={key} label={title} inputMode="decimal" value={limits[key]} placeholder={msToSeconds(defaults[key])} onChange={(e) => setLimits({ ...limits, [key]: e.target.value })} error={ms[key] === undefined ? 'Seconds, for example 60 or 2.5.' : undefined} />)}
      </fieldset>
      <div className="grid gap-x-5 gap-y-4 md:grid-cols-2">
        <TextArea label="Query keys to blank" rows={3} spellCheck={false} value={keys} onChange={(e) => setKeys(e.target.value)} hint="Beside tokens, passwords and the like, which are always blanked. What is stored already keeps its text." />
        <TextArea label="Health check paths to leave out" rows={3} spellCheck={false} value={health} onChange={(e) => setHealth(e.target.value)} placeholder="/healthz" hint="Counted as left out in the receipt." />
        <Field label="Most routes kept apart" inputMode="numeric" value={maxRoutes} onChange={(e) => setMaxRoutes(e.target.value.replace(/\D/g, ''))} hint="The rest counts as “(other)”." />
        <label className="flex items-start gap-2 pt-5"><input type="checkbox" checked={mask} onChange={(e) => setMask(e.target.checked)} className="mt-1 accent-(--accent)" /><span>Mask client addresses <span className="block text-xs text-faint">Drops the last part of every address.</span></span></label>
      </div>
      {chunks > 0 && isZone(zone) && (
        <details>
          <summary className="w-fit text-xs font-medium text-soft hover:text-ink">See its lines as they would be read</summary>
          <div className="mt-3"><StoredPreview sourceId={sourceId} tried={{ zone, format: format || null, logFormats: splitLayouts(logFormat) }} /></div>
        </details>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" kind="primary" disabled={busy || wrong}>{busy ? 'Saving…' : 'Save and read again'}</Button>
        <p className="text-xs text-soft">{chunks > 0 ? `Reads the ${plural(chunks, 'stored chunk')} of this source again. Nothing is uploaded.` : 'Nothing is stored yet.'}</p>
        {saved && <p role="status" className="text-xs text-better">Saved. What is stored is being read again.</p>}
        {error && <p role="alert" className="text-xs text-worse">{error}</p>}
      </div>
    </form>
  );
}
