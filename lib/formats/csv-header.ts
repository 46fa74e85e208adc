/** The header of a CSV file: its separator, its names, and what of a call they are (field-names.ts). */
import { separatorOf } from '../ingest/preamble';
import { FIELD_NAMES, fieldOf, plainName, type FieldName, type Unit } from './field-names';
import { pairText, type Pair } from './field-pairs';

/** `text`: the line as it stands, by which it is known again. */
export type CsvHeader = { separator: number; names: string[]; text: Buffer };
/** What a column is: index into FIELD_NAMES, -1 = nothing that is read. */
export type CsvColumn = { field: number; unit: Unit | null; rank: number };

const MOST = 256;
const cellFrom = new Int32Array(MOST), cellTo = new Int32Array(MOST), doubled = new Uint8Array(MOST);
export const cells = { from: cellFrom, to: cellTo, /** The cell was in quotes and has two for one inside. */ doubled };

/** Splits a line as RFC 4180 has it, blanks around cells left off. Returns how many cells there are; -1 = too many, or a quote is open. */
export function splitCells(buf: Buffer, from: number, to: number, separator: number): number {
  let n = 0, i = from;
  for (;;) {
    if (n === MOST) return -1;
    while (i < to && buf[i] === 32) i++;
    if (i < to && buf[i] === 34) {
      const start = ++i;
      doubled[n] = 0;
      for (; ; i++) {
        if (i >= to) return -1;
        if (buf[i] !== 34) continue;
        if (i + 1 < to && buf[i + 1] === 34) { doubled[n] = 1; i++; continue; }
        break;
      }
      cellFrom[n] = start; cellTo[n++] = i++;
      while (i < to && buf[i] === 32) i++;
      if (i < to && buf[i] !== separator) return -1;
    } else {
      cellFrom[n] = i; doubled[n] = 0;
      while (i < to && buf[i] !== separator) i++;
      let end = i;
      while (end > cellFrom[n] && buf[end - 1] === 32) end--;
      cellTo[n++] = end;
    }
    if (i >= to) return n;
    i++;
  }
}

/** null: the line is no header, whatever its names might mean. */
export function csvHeader(buf: Buffer, from: number, to: number): CsvHeader | null {
  const separator = separatorOf(buf, from, to), count = separator < 0 ? -1 : splitCells(buf, from, to, separator);
  if (count < 0) return null;
  const names = Array.from({ length: count }, (_, n) => buf.toString('utf8', cellFrom[n], cellTo[n]).replaceAll('""', '"'));
  return { separator, names, text: Buffer.from(buf.subarray(from, to)) };
}

/** What the names say by themselves; null when they are not those of a log of calls. */
export function guessColumns(names: readonly string[]): CsvColumn[] | null {
  const columns = names.map((name): CsvColumn => { const named = fieldOf(name); return named === null ? NOTHING : { field: FIELD_NAMES.indexOf(named.field), unit: named.unit, rank: named.rank }; });
  const has = (...fields: FieldName[]): boolean => columns.some((c) => c.field >= 0 && fields.includes(FIELD_NAMES[c.field]));
  const what = has('path', 'url', 'request');
  return has('time', 'start', 'end') && ((has('status') && (what || has('method', 'duration'))) || (what && has('duration'))) ? columns : null;
}

/** The columns that a user named; null when a name is not in the header. A number names a column by its place, from 1. */
export function namedColumns(names: readonly string[], pairs: readonly Pair[]): CsvColumn[] | null {
  const columns = names.map(() => NOTHING);
  for (const [rank, p] of pairs.entries()) {
    const at = names.indexOf(p.key) >= 0 ? names.indexOf(p.key) : names.findIndex((n) => plainName(n) === plainName(p.key)), place = at >= 0 ? at : /^\d{1,3}$/.test(p.key) ? Number(p.key) - 1 : -1;
    if (place < 0 || place >= names.length) return null;
    columns[place] = { field: FIELD_NAMES.indexOf(p.field), unit: p.unit, rank };
  }
  return columns;
}
const NOTHING: CsvColumn = { field: -1, unit: null, rank: 0 };

/** The guess as users write it: to be shown, corrected and pasted back. '' when the line is no header of a log of calls. */
export function csvMapping(line: string): string {
  const buf = Buffer.from(line), header = csvHeader(buf, 0, buf.length), columns = header && guessColumns(header.names);
  if (!header || !columns) return '';
  const pairs = FIELD_NAMES.flatMap((field, index) => {
    const [best] = columns.map((c, place) => ({ ...c, place })).filter((c) => c.field === index).sort((a, b) => a.rank - b.rank || a.place - b.place);
    return best ? [pairText(field, header.names[best.place], best.unit)] : [];
  });
  return `csv ${pairs.join(' ')}`;
}

/** Where the date and the time stand, when they have a column each. */
export function dateAndTime(names: readonly string[]): { date: number; time: number } | null {
  const plain = names.map(plainName), date = plain.indexOf('date'), time = plain.indexOf('time');
  return date >= 0 && time >= 0 ? { date, time } : null;
}
