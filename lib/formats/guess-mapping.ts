/** The mapping of a JSON log (json-layout.ts) or a CSV file (csv-layout.ts) as its names and values suggest it: to be shown, corrected and pasted back. */
import { csvMapping } from './csv-header';
import { epochMs, FIELD_NAMES, TIMERS, unitByValue, type FieldName, type Unit } from './field-names';
import { pairText } from './field-pairs';
import { JsonFields, NESTED } from './json-fields';

const MOST_LINES = 500, MOST_ERRORS = 3;
type Seen = { path: string; field: FieldName; rank: number; unit: Unit | null; lines: number; values: string[] };

/** @param lines log lines; those that are no JSON objects are passed over. @returns '' when no line has a field that is known. */
export function guessMapping(lines: readonly string[]): string {
  const csv = csvMapping(lines[0]?.replace(/\r$/, '') ?? '');
  if (csv !== '') return csv;
  const seen = new Map<string, Seen>(), json = new JsonFields();
  for (const line of lines.slice(0, MOST_LINES)) {
    const buf = Buffer.from(line);
    json.read(buf, Math.max(0, buf.indexOf(123)), buf.length, (key, from, to, kind) => {
      if (kind === NESTED || key.named === null) return;
      const s = seen.get(key.path) ?? { path: key.path, field: key.named.field, rank: key.named.rank, unit: key.named.unit, lines: 0, values: [] };
      s.lines++; s.values.push(buf.toString('utf8', from, to));
      seen.set(key.path, s);
    });
  }
  const most = Math.max(0, ...[...seen.values()].map((s) => s.lines)), pairs: string[] = [];
  for (const field of FIELD_NAMES) {
    // A better name counts more than a few more lines, but a key that hardly any line has is not the one.
    const found = [...seen.values()].filter((s) => s.field === field).sort((a, b) => Number(b.lines * 10 >= most) - Number(a.lines * 10 >= most) || a.rank - b.rank || b.lines - a.lines);
    for (const s of found.slice(0, field === 'error' ? MOST_ERRORS : 1)) { const unit = unitOf(s); pairs.push(pairText(field, s.path, unit)); }
  }
  return pairs.length === 0 ? '' : `json ${pairs.join(' ')}`;
}

/** The unit by name, else by all values together: one key has one unit. null = the values say it themselves, or are no times. */
function unitOf(s: Seen): Unit | null {
  const numbers = s.values.filter((v) => /^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(v)), max = Math.max(0, ...numbers.map(Number));
  if (numbers.length === 0) return null;
  if (s.field === 'time' || s.field === 'start' || s.field === 'end') { const scale = epochMs(max) / max; return Number.isNaN(scale) ? null : scale > 500 ? 's' : scale > 0.5 ? 'ms' : scale > 5e-4 ? 'us' : 'ns'; }
  if (!TIMERS.has(s.field)) return null;
  return s.unit ?? unitByValue(max, numbers.every((v) => !v.includes('.')));
}
