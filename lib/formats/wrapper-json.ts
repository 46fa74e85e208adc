/**
 * Lines that a shipper wrapped into JSON: Docker's json-file `{"log":"…\n","stream":"stdout","time":"…"}`, journald's
 * `{"MESSAGE":"…","__REALTIME_TIMESTAMP":"…"}`, fluent-bit and Kubernetes (`"log"` beside `"kubernetes"`), Loki (`"line"`), Cloud Logging
 * (`"textPayload"`), Beats, Vector and CloudWatch (`"message"`), documents out of Elasticsearch (`"_source"`, an object). A text without escapes is read where it stands; any other is decoded
 * into a buffer of the wrapper's own, which is good until the next line.
 */
import { epochMs } from './field-names';
import { ARRAY, JsonPaths, OBJECT, STRING, type Kind } from './json-paths';
import { jsonNumber } from './json-values';
import { BACKSLASH } from './scan';
import { isoTime } from './scan-time';

export type Inside = {
  /** The line inside: [from, to) of `buf`. */
  buf: Buffer; from: number; to: number;
  /** The moment at which the shipper took the line, ms since the epoch; null = it does not say. */
  at: number | null;
  /** Only a shipper writes such an object. Otherwise a "message" may be the writer's own: it is a wrapped line if some format reads it. */
  sure: boolean;
  decoded: Buffer;
};
export const newInside = (): Inside => ({ buf: EMPTY, from: 0, to: 0, at: null, sure: false, decoded: EMPTY });

const EMPTY: Buffer = Buffer.alloc(0);
const LOG = 1, JOURNAL = 2, PAYLOAD = 3, LINE = 4, MESSAGE = 5, ORIGINAL = 6, TIME = 7, MICROS = 8, SIGN = 9, LABELS = 10, STATUS = 11, SOURCE = 12;
const members = new JsonPaths({
  log: LOG, MESSAGE: JOURNAL, textPayload: PAYLOAD, line: LINE, message: MESSAGE, 'event/original': ORIGINAL, _raw: ORIGINAL, 'logRecord/body/stringValue': MESSAGE, time: TIME, '@timestamp': TIME, timestamp: TIME, date: TIME, __REALTIME_TIMESTAMP: MICROS, _SOURCE_REALTIME_TIMESTAMP: MICROS,
  _source: SOURCE, '_source/message': MESSAGE, '_source/event/original': ORIGINAL, kubernetes: SIGN, '@metadata': SIGN, ecs: SIGN, source_type: SIGN, ingestionTime: SIGN, logStreamName: SIGN, eventId: SIGN, container_id: SIGN, labels: LABELS, status: STATUS, status_code: STATUS, statusCode: STATUS, 'http/response/status_code': STATUS, httpRequest: STATUS,
});
/** By code: where the text stands and what it is; the line that is wrapped is the first of these that is there. */
const from = new Int32Array(7), to = new Int32Array(7), kinds = new Uint8Array(7);
let sign = false, labels = false, status = false, at: number | null = null, source: Buffer = EMPTY, documentFrom = -1, documentTo = 0;

function take(code: number, start: number, end: number, kind: Kind): void {
  switch (code) {
    case TIME: { const t = kind === STRING ? isoTime(source, start, end) : epochMs(jsonNumber(source, start, end)); if (t > 0 && at === null) at = t; return; }
    case MICROS: { const us = jsonNumber(source, start, end); if (us > 0) at = us / 1000; return; }
    case SIGN: sign = true; return;
    case LABELS: labels = true; return;
    case STATUS: status = true; return;
    case SOURCE: if (kind === OBJECT) { documentFrom = start; documentTo = end; } return;
    default: if (kind === STRING || (kind === ARRAY && code === JOURNAL)) { from[code] = start; to[code] = end; kinds[code] = kind; }
  }
}

/** Finds the line inside the object at [start, end). False: it wraps none, or is cut. Never throws, linear time. */
export function unwrapJson(buf: Buffer, start: number, end: number, inside: Inside): boolean {
  from.fill(-1); sign = labels = status = false; documentFrom = -1; at = null; source = buf;
  if (!members.read(buf, start, end, take) || status) return false;
  let code = LOG;
  while (code <= ORIGINAL && from[code] < 0) code++;
  if (code > ORIGINAL && documentFrom >= 0) { inside.at = at; inside.sure = false; inside.buf = buf; inside.from = documentFrom; inside.to = documentTo; return true; }
  if (code > ORIGINAL || (code === LINE && !labels)) return false;
  inside.at = at; inside.sure = code <= LINE || sign;
  if (kinds[code] === ARRAY) return bytes(buf, from[code], to[code], inside);
  let last = to[code];
  // The line's own end, written as an escape.
  while (last - from[code] >= 2 && buf[last - 2] === BACKSLASH && (buf[last - 1] === 110 || buf[last - 1] === 114) && !escapedAt(buf, from[code], last - 2)) last -= 2;
  inside.buf = buf; inside.from = from[code]; inside.to = last;
  for (let i = inside.from; i < last; i++) if (buf[i] === BACKSLASH) { decode(buf, inside.from, last, inside); break; }
  return inside.to > inside.from;
}

/** Whether the backslash at `i` is itself behind an odd number of them. */
function escapedAt(buf: Buffer, start: number, i: number): boolean {
  let n = 0;
  while (i - n > start && buf[i - n - 1] === BACKSLASH) n++;
  return n % 2 === 1;
}

const ESCAPES = new Uint8Array(256);
for (const [c, byte] of [['n', 10], ['t', 9], ['r', 13], ['b', 8], ['f', 12], ['"', 34], ['/', 47], ['\\', 92]] as const) ESCAPES[c.charCodeAt(0)] = byte;

function decode(buf: Buffer, start: number, end: number, inside: Inside): void {
  if (inside.decoded.length < end - start) inside.decoded = Buffer.allocUnsafe(Math.max(4096, (end - start) * 2));
  const out = inside.decoded, whole = buf[start] === 123 || (buf[start] === BACKSLASH && buf[start + 1] === 123);
  let n = 0;
  for (let i = start; i < end; i++) {
    const c = buf[i];
    if (c !== BACKSLASH || i + 1 >= end) { out[n++] = c; continue; }
    const e = buf[++i];
    // Of a message of many lines the first one is the log line, unless it is an object.
    if (e === 110 && !whole) break;
    if (e !== 117) { out[n++] = ESCAPES[e] || e; continue; }
    let unit = hex(buf, i + 1, end);
    if (unit < 0) { out[n++] = BACKSLASH; out[n++] = e; continue; }
    i += 4;
    if (unit >= 0xd800 && unit < 0xdc00 && buf[i + 1] === BACKSLASH && buf[i + 2] === 117) { const low = hex(buf, i + 3, end); if (low >= 0xdc00 && low < 0xe000) { unit = 0x10000 + ((unit - 0xd800) << 10) + low - 0xdc00; i += 6; } }
    n = put(out, n, unit >= 0xd800 && unit < 0xe000 ? 0xfffd : unit);
  }
  inside.buf = out; inside.from = 0; inside.to = n;
}

/** A code point as UTF-8. Never longer than its escape. */
function put(out: Buffer, n: number, p: number): number {
  if (p < 0x80) out[n++] = p;
  else if (p < 0x800) { out[n++] = 0xc0 | (p >> 6); out[n++] = 0x80 | (p & 63); }
  else if (p < 0x10000) { out[n++] = 0xe0 | (p >> 12); out[n++] = 0x80 | ((p >> 6) & 63); out[n++] = 0x80 | (p & 63); }
  else { out[n++] = 0xf0 | (p >> 18); out[n++] = 0x80 | ((p >> 12) & 63); out[n++] = 0x80 | ((p >> 6) & 63); out[n++] = 0x80 | (p & 63); }
  return n;
}

function hex(buf: Buffer, start: number, end: number): number {
  if (start + 4 > end) return -1;
  let n = 0;
  for (let i = start; i < start + 4; i++) {
    const c = buf[i], d = c >= 48 && c <= 57 ? c - 48 : (c | 32) >= 97 && (c | 32) <= 102 ? (c | 32) - 87 : -1;
    if (d < 0) return -1;
    n = n * 16 + d;
  }
  return n;
}

/** journald writes a message that is no UTF-8 as an array of its bytes. */
function bytes(buf: Buffer, start: number, end: number, inside: Inside): boolean {
  if (inside.decoded.length < end - start) inside.decoded = Buffer.allocUnsafe(Math.max(4096, (end - start) * 2));
  let n = 0, value = -1;
  for (let i = start + 1; i < end; i++) {
    const d = buf[i] - 48;
    if (d >= 0 && d <= 9) value = (value < 0 ? 0 : value * 10) + d;
    else if (value >= 0) { if (value === 10) break; inside.decoded[n++] = value & 255; value = -1; }
  }
  inside.buf = inside.decoded; inside.from = 0; inside.to = n;
  return n > 0;
}
