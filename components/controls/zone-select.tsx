'use client';
import { Select } from '@/components/ui/field';

/** The zone in which times are shown and typed. UTC and the reader's own come first. */
export function ZoneSelect({ value, onChange }: { value: string; onChange: (zone: string) => void }) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone, all = Intl.supportedValuesOf('timeZone'), first = [...new Set(['UTC', own, value])];
  return (
    <Select label="Zone" value={value} onChange={(e) => onChange(e.target.value)}>
      {first.map((z) => <option key={z} value={z}>{z}{z === own && z !== 'UTC' ? ' (yours)' : ''}</option>)}
      <optgroup label="All zones">{all.filter((z) => !first.includes(z)).map((z) => <option key={z} value={z}>{z}</option>)}</optgroup>
    </Select>
  );
}
