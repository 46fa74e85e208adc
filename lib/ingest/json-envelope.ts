/** Documents that hold many records: under which keys the records stand, and what of the document each record needs to be understood. */
import { nestedEnd } from '../formats/json-skip';
import { quoteEnd } from '../formats/scan';

/** Where in a document the reader is. LIST… = within brackets. */
export const DOC = 0, RECORDS = 1, RESOURCES = 2, RESOURCE = 3, SCOPES = 4, SCOPE = 5, SPANS = 6, LOGS = 7;
export type Frame = typeof DOC | typeof RECORDS | typeof RESOURCES | typeof RESOURCE | typeof SCOPES | typeof SCOPE | typeof SPANS | typeof LOGS;
export const NO_RESOURCE = 1, NO_SCOPE = 2;

/** By frame: the keys that lead further down, and those whose value is kept for the records. OTLP has had other names, and has them in snake case too. */
const LISTS: Partial<Record<Frame, Record<string, Frame>>> = {
  [DOC]: { records: RECORDS, Records: RECORDS, value: RECORDS, logEvents: RECORDS, events: RECORDS, entries: RECORDS, resourceSpans: RESOURCES, resource_spans: RESOURCES, resourceLogs: RESOURCES, resource_logs: RESOURCES },
  [RESOURCE]: { scopeSpans: SCOPES, scope_spans: SCOPES, instrumentationLibrarySpans: SCOPES, scopeLogs: SCOPES, scope_logs: SCOPES, instrumentationLibraryLogs: SCOPES },
  [SCOPE]: { spans: SPANS, logRecords: LOGS, log_records: LOGS, logs: LOGS },
};
const KEPT: Partial<Record<Frame, readonly string[]>> = { [RESOURCE]: ['resource'], [SCOPE]: ['scope', 'instrumentationLibrary', 'instrumentation_library'] };
/** Keys that may stand before the records in a document on one line. */
const HERALDS = ['@odata.', 'count', 'nextLink', 'messageType', 'totalCount', 'next_page_token'];
/** By the first and third letter of a key: whether it may be one of these. */
const PERHAPS = new Uint8Array(65536);
for (const key of [...Object.keys(LISTS[DOC]!), ...HERALDS]) PERHAPS[(key.charCodeAt(0) << 8) | key.charCodeAt(2)] = 1;

export const listOf = (frame: Frame, key: string): Frame | undefined => LISTS[frame]?.[key];
export const isKept = (frame: Frame, key: string): boolean => KEPT[frame]?.includes(key) ?? false;

const QUOTE = 34, COLON = 58, COMMA = 44, LIST = 91, OPEN = 123;
/** A document says so within this many bytes. */
const WINDOW = 4096;
export const UNDECIDED = -1, NOT = 0, YES = 1;

export function skipBlank(buf: Buffer, from: number, to: number): number {
  while (from < to && (buf[from] === 32 || buf[from] === 10 || buf[from] === 13 || buf[from] === 9)) from++;
  return from;
}

/** Whether a list of objects opens at the "[" at `from`. */
export function isList(buf: Buffer, from: number, to: number): number {
  const stop = Math.min(to, from + WINDOW), i = skipBlank(buf, from + 1, stop);
  return i < stop ? (buf[i] === OPEN ? YES : NOT) : stop === from + WINDOW ? NOT : UNDECIDED;
}

/** Whether a document with records opens at the "{" at `from`: a key that holds them stands first, or behind plain values where a document may have such. */
export function isDocument(buf: Buffer, from: number, to: number): number {
  const stop = Math.min(to, from + WINDOW), out = stop === from + WINDOW ? NOT : UNDECIDED;
  let i = skipBlank(buf, from + 1, stop);
  // Most lines are done with here.
  if (i === from + 1 && i + 3 < stop && buf[i] === QUOTE && PERHAPS[(buf[i + 1] << 8) | buf[i + 3]] === 0) return NOT;
  for (let n = 0; ; n++) {
    if (i >= stop) return out;
    if (buf[i] !== QUOTE) return NOT;
    const close = quoteEnd(buf, i + 1, stop);
    if (close < 0) return out;
    const key = close - i < 40 ? buf.toString('latin1', i + 1, close) : '';
    let v = skipBlank(buf, close + 1, stop);
    if (v >= stop) return out;
    if (buf[v] !== COLON) return NOT;
    v = skipBlank(buf, v + 1, stop);
    if (v >= stop) return out;
    if (buf[v] === LIST && listOf(DOC, key) !== undefined) return isList(buf, v, to);
    // A document over many lines may say anything first; on one line that would cost every ordinary record a walk.
    if (n === 0 && i === from + 1 && !HERALDS.some((h) => key.startsWith(h))) return NOT;
    if (buf[v] === OPEN || (buf[v] === LIST && n === 0)) return NOT;
    if (buf[v] === LIST) { i = nestedEnd(buf, v, stop); if (i < 0) return out; }
    else if (buf[v] === QUOTE) { const end = quoteEnd(buf, v + 1, stop); if (end < 0) return out; i = end + 1; }
    else { i = v; while (i < stop && buf[i] !== COMMA && buf[i] !== 125) i++; }
    i = skipBlank(buf, i, stop);
    if (i >= stop) return out;
    if (buf[i] !== COMMA) return NOT;
    i = skipBlank(buf, i + 1, stop);
  }
}
