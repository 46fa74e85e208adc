'use client';
import { useId } from 'react';
import { Field } from '@/components/ui/field';
import { isZone, toUtc } from '@/lib/formats/zone';
import { formatTime } from '@/lib/view/format-time';

const zones = (): string[] => ['UTC', ...Intl.supportedValuesOf('timeZone').filter((z) => z !== 'UTC')];

/** Which zone the clock was in, for lines that carry none, with what the first such line's time becomes. `wallMs` null = every line seen has its zone. */
export function ZoneField({ zone, onZone, wallMs }: { zone: string; onZone: (zone: string) => void; wallMs: number | null }) {
  const list = useId(), known = isZone(zone);
  const hint = wallMs === null ? 'Only for lines that carry no zone. The lines seen so far carry theirs.'
    : known ? <span className="text-ink">The first such line says {formatTime(wallMs, 'UTC')}: read as {zone}, that is {formatTime(toUtc(wallMs, zone), 'UTC')} UTC.</span> : undefined;
  return (
    <>
      <Field label={wallMs === null ? 'Zone of the clock' : 'These lines carry no zone. In which zone was the clock?'} list={list} value={zone} spellCheck={false} autoComplete="off"
        onChange={(e) => onZone(e.target.value.trim())} hint={hint} error={known ? undefined : 'This zone is not known. Use a name like Europe/Berlin or UTC.'} />
      <datalist id={list}>{zones().map((z) => <option key={z} value={z} />)}</datalist>
    </>
  );
}
