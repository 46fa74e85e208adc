/**
 * CSV (RFC 4180) of calls: commas, semicolons, tabs or bars between the columns, whose names are in a header line, the first of the file. What
 * the columns are is guessed from their names or said by the user (csv-layout.ts).
 */
import { CALL, Draft, END, EVENT, FILTERED, REJECTED, type Verdict } from '../call';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { cells, csvHeader, dateAndTime, guessColumns, splitCells, type CsvColumn, type CsvHeader } from './csv-header';
import { FIELD_NAMES, type FieldName } from './field-names';
import type { Answers, Format } from './format';
import { classifyOwn } from './own-classify';
import { OwnFields } from './own-fields';
import { DASH, SLASH, int } from './scan';
import { clock, fraction, fractionEnd, midnight } from './scan-time';
import { toUtc } from './zone';

const fields = new OwnFields(), probe = new Draft(), TEXTS = 16;

function reject(out: Draft, reason: string): Verdict { out.reason = reason; return REJECTED; }

/** Lines behind a header. */
export function csvFormat(id: string, title: string, header: CsvHeader, columns: readonly CsvColumn[]): Format {
  const { separator, names, text } = header, parted = dateAndTime(names), count = names.length;
  const used = columns.flatMap((c, place) => (c.field < 0 ? [] : [{ ...c, place }]));
  const isHeader = (buf: Buffer, from: number, to: number): boolean => to - from === text.length && text.compare(buf, from, to) === 0;
  const read = (buf: Buffer, from: number, to: number, out: Draft, settings: ParseSettings): Verdict => {
    if (isHeader(buf, from, to)) { out.isRequest = false; out.reason = 'header'; return FILTERED; }
    const n = splitCells(buf, from, to, separator);
    // Spreadsheets leave a separator behind the last column.
    if (n !== count && !(n === count + 1 && cells.to[n - 1] === cells.from[n - 1])) return reject(out, n < 0 ? 'a quote is not closed' : n < count ? 'fewer values than columns' : 'more values than columns');
    let more = false;
    fields.begin(buf);
    for (let i = 0; i < used.length; i++) {
      const c = used[i];
      if (cells.doubled[c.place] !== 0) more = true;
      fields.set(c.field, c.unit, c.rank, cells.from[c.place], cells.to[c.place]);
    }
    const at = parted === null ? NaN : together(buf, parted.date, parted.time);
    const verdict = fields.finish(out, settings);
    if (!Number.isNaN(at)) { out.at = toUtc(at, settings.zone); out.tzAssumed = true; out.atKind = END; }
    if ((verdict === CALL || verdict === EVENT) && Number.isNaN(out.at)) return reject(out, 'no timestamp');
    if (more) unquote(out);
    return verdict;
  };
  const format: Format = {
    id, title, gateway: 'application', signs: 'the columns that its header names', kind: 'access', answers: answersOf(columns),
    sniff(buf, from, to) { probe.reset(buf); const v = read(buf, from, to, probe, DEFAULT_SETTINGS); return v === REJECTED || (v === FILTERED && Number.isNaN(probe.at) && !isHeader(buf, from, to)) ? 0 : 0.9; },
    holds: (buf, from, to) => hasSeparator(buf, from, to, separator),
    parse(buf, from, to, out, settings) { out.format = id; out.gateway = 'application'; return read(buf, from, to, out, settings); },
    classify: classifyOwn,
  };
  return format;
}

function hasSeparator(buf: Buffer, from: number, to: number, separator: number): boolean {
  if (buf[from] === 123) return false;
  for (let i = from, stop = Math.min(to, from + 256); i < stop; i++) if (buf[i] === separator) return true;
  return false;
}

/** A date and a time that have a column each: the clock on the wall, as if it were UTC. */
function together(buf: Buffer, date: number, time: number): number {
  const a = cells.from[date], b = cells.from[time], end = cells.to[time];
  if (cells.to[date] - a !== 10 || (buf[a + 4] !== DASH && buf[a + 4] !== SLASH)) return NaN;
  const behind = fractionEnd(buf, b + 8, end);
  return behind === end ? midnight(int(buf, a, a + 4), int(buf, a + 5, a + 7), int(buf, a + 8, a + 10)) + clock(buf, b, end) + fraction(buf, b + 8, behind) : NaN;
}

/** Two quotes stand for one. */
function unquote(out: Draft): void {
  for (let field = 0; field < TEXTS; field++) { const text = out.text(field); if (text?.includes('""')) out.put(field, text.replaceAll('""', '"')); }
}

/** What such files have as a rule: which of it a file has is for its header to say. */
const USUAL: Answers = { duration: true, connect: false, firstByte: false, body: false, instance: true, retries: 'no', clientAbort: true, requestId: true, zone: true };
function answersOf(columns: readonly CsvColumn[]): Answers {
  const has = (...names: FieldName[]): boolean => columns.some((c) => c.field >= 0 && names.includes(FIELD_NAMES[c.field]));
  return { duration: has('duration') || (has('start') && has('end')), connect: has('connect'), firstByte: has('first_byte'), body: false, instance: has('target'), retries: has('retries') ? 'count' : 'no', clientAbort: has('status', 'error'), requestId: has('request_id'), zone: true };
}

/** Before its header. */
export const csv: Format = {
  id: 'csv', title: 'CSV', signs: 'a header that names a time, and a status or a duration', gateway: 'application', kind: 'access', answers: USUAL,
  sniff: () => 0,
  holds: () => false,
  behind(buf, from, to) {
    const header = csvHeader(buf, from, to), columns = header && guessColumns(header.names);
    return header && columns && csvFormat('csv', 'CSV', header, columns);
  },
  parse(_buf, _from, _to, out) { out.format = 'csv'; out.gateway = 'application'; return reject(out, 'no header before it'); },
  classify: classifyOwn,
};
