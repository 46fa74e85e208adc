/**
 * CSV columns by hand. For a file with a header, which column is which field: `csv time=Timestamp duration="Elapsed (ms)"(ms) status=Code`.
 * For a file without one, its header line; in a second line the fields may be said. A column can be named by its place, too: `status=4`.
 */
import { REJECTED } from '../call';
import { csvFormat } from './csv';
import { csvHeader, guessColumns, namedColumns, type CsvColumn } from './csv-header';
import { readPairs, type Pair } from './field-pairs';
import type { Format } from './format';
import type { Compiled, Dialect } from './dialect';
import { classifyOwn } from './own-classify';

export const CSV_COLUMNS = 'csv-columns';
const TITLE = 'CSV, columns by hand', MAPPING = /^\s*csv(?=\s|$)/;

export const csvLayout: Dialect = {
  id: CSV_COLUMNS, title: 'columns of a CSV file', example: 'csv time=Timestamp duration="Elapsed (ms)"(ms) status=Code path=URL upstream=Backend',
  recognises: (paste) => MAPPING.test(paste) || (!/[{}]|[$%][A-Za-z_]|\w: /.test(paste) && headerOf(paste) !== null),
  compile,
};

const lineOf = (paste: string): string => paste.trimStart().split(/\r?\n/, 1)[0].trimEnd();
function headerOf(paste: string): ReturnType<typeof csvHeader> { const buf = Buffer.from(lineOf(paste)); return csvHeader(buf, 0, buf.length); }

function compile(paste: string): Compiled {
  const start = paste.search(/\S/) < 0 ? 0 : paste.search(/\S/), alone = MAPPING.test(paste), header = alone ? null : headerOf(paste), second = alone ? start : start + lineOf(paste).length, rest = paste.slice(second);
  let pairs: Pair[] | null = null;
  if (alone || rest.trim() !== '') {
    const word = MAPPING.exec(rest);
    if (word === null) return { ok: false, message: 'Behind the header line only a line "csv field=column …" can stand.', at: second + rest.search(/\S/) };
    const read = readPairs(paste, second + word[0].length, 'column');
    if (!Array.isArray(read)) return { ok: false, ...read };
    pairs = read;
  }
  if (header === null) return { ok: true, name: null, variables: pairs!.map((p) => p.key), skipped: [], format: waiting(pairs!) };
  const columns = pairs === null ? guessColumns(header.names) : namedColumns(header.names, pairs);
  if (columns === null) return { ok: false, message: pairs === null ? 'The names do not tell which column is the time and which the status or the duration. Say so in a second line: csv time=… status=… duration=…' : `The header has no column ${pairs.map((p) => p.key).find((k) => namedColumns(header.names, [{ field: 'time', key: k, unit: null }]) === null)}.`, at: start };
  return { ok: true, name: null, variables: header.names.filter((_, i) => columns[i].field >= 0), skipped: header.names.filter((_, i) => columns[i].field < 0), format: csvFormat(CSV_COLUMNS, TITLE, header, columns) };
}

/** Named columns whose places the file's own header tells. */
function waiting(pairs: Pair[]): Format {
  const known = (names: readonly string[]): CsvColumn[] | null => namedColumns(names, pairs);
  return {
    id: CSV_COLUMNS, title: TITLE, signs: 'a header with the columns that were named', gateway: 'application', kind: 'access',
    answers: { duration: pairs.some((p) => p.field === 'duration'), connect: pairs.some((p) => p.field === 'connect'), firstByte: pairs.some((p) => p.field === 'first_byte'), body: false, instance: pairs.some((p) => p.field === 'target'), retries: pairs.some((p) => p.field === 'retries') ? 'count' : 'no', clientAbort: true, requestId: pairs.some((p) => p.field === 'request_id'), zone: true },
    sniff: () => 0,
    holds: () => false,
    behind(buf, from, to) {
      const header = csvHeader(buf, from, to), columns = header && known(header.names);
      return header && columns && csvFormat(CSV_COLUMNS, TITLE, header, columns);
    },
    parse(_buf, _from, _to, out) { out.format = CSV_COLUMNS; out.gateway = 'application'; out.reason = 'no header before it'; return REJECTED; },
    classify: classifyOwn,
  };
}
