/** The first lines of an upload as they would be read: recognised, parsed, classified. Stores nothing. */
import { createReadStream } from 'node:fs';
import { CALL, EVENT, FILTERED, REJECTED, toRecord, type CallRecord, type Verdict } from '../call';
import { failureCode } from '../failure';
import type { Format } from '../formats/format';
import { guessMapping } from '../formats/guess-mapping';
import { formatOf } from '../formats/registry';
import { Decoder } from '../ingest/decode';
import { JsonRecords } from '../ingest/json-records';
import { LineReader, lineEnd, trimEnd } from '../ingest/line-reader';
import { redact } from '../ingest/redact';
import type { ParseSettings } from '../ingest/settings';
import type { Preview, PreviewLine } from '../view/preview';
import { SourceBytes } from './source-bytes';
import { uploadPath, type Upload } from './uploads';

/** Read of the file at most, and of its content. */
const MAX_FILE = 2 << 20, MAX_CONTENT = 256 << 10;
/** Lines that decide the chip, and lines that are shown. */
const LOOKED = 500, SHOWN = 20, MAX_RAW = 1000;

/** `ready` is false while too little has arrived. `settings` is what the import would use. */
export async function previewUpload(upload: Upload, settings: ParseSettings): Promise<Preview> {
  const head = await readHead(uploadPath(upload), upload.received === upload.size);
  return { ...readLines(head.content, settings), ready: head.problem !== null || head.content.length > 0 || head.whole, gzip: head.gzip, problem: head.problem };
}

type Head = { content: Buffer; whole: boolean; gzip: boolean; problem: string | null };

/** Whole lines from the start of a file; `whole` = they are all there are. */
async function readHead(path: string, complete: boolean): Promise<Head> {
  const file = new SourceBytes(createReadStream(path, { end: MAX_FILE - 1 })), decoder = new Decoder(), records = new JsonRecords(), parts: Buffer[] = [];
  let size = 0, whole = complete;
  for await (const { bytes } of file.pieces()) {
    const out = Buffer.from(records.push(decoder.push(bytes)));
    parts.push(out); size += out.length;
    if (decoder.refused !== null || size >= MAX_CONTENT) { whole = false; break; }
  }
  // Short files are held back until enough has been seen; all that has arrived is all there is to see.
  if (size < MAX_CONTENT) parts.push(records.push(decoder.end()), records.end());
  const all = Buffer.concat(parts).subarray(0, MAX_CONTENT), end = whole ? all.length : all.lastIndexOf(10) + 1;
  return { content: all.subarray(0, end), whole, gzip: file.gzip, problem: decoder.refused };
}

/** What the first lines are, secrets blanked as an import would. Pure, but for `content`, in which it blanks them. */
export function readLines(content: Buffer, settings: ParseSettings): Omit<Preview, 'ready' | 'gzip' | 'problem'> {
  redact(content, settings);
  const reader = new LineReader(settings), lines: PreviewLine[] = [], found = new Map<string, { format: Format; lines: number; sure: number }>();
  let looked = 0, wall: { line: Buffer; format: Format } | null = null, offset: Preview['offset'] = null;
  for (let at = 0; at < content.length && looked < LOOKED; looked++) {
    const newline = lineEnd(content, at), end = trimEnd(content, at, newline), verdict = reader.read(content, at, end), { format, draft } = reader;
    if (format !== null && verdict !== REJECTED) {
      // Behind a header line a format is another object of the same id.
      const f = found.get(format.id) ?? { lines: 0, sure: 0 };
      found.set(format.id, { format, lines: f.lines + 1, sure: f.sure + format.sniff(reader.peeled.buf, reader.peeled.from, reader.peeled.to) });
    }
    const record = verdict === CALL || verdict === EVENT ? toRecord(draft) : null;
    if (wall === null && draft.tzAssumed && record?.timestamp) wall = { line: content.subarray(at, end), format: format! };
    if (offset === null && record?.timestamp && !draft.tzAssumed) offset = offsetIn(content.toString('latin1', at, Math.min(end, at + MAX_RAW)), Date.parse(record.timestamp));
    if (lines.length < SHOWN) lines.push(show(looked + 1, verdict, record, draft.text(draft.groupField()), reader.reason, content.toString('utf8', at, Math.min(end, at + MAX_RAW))));
    at = newline + 1;
  }
  const [best, ...others] = [...found.values()].sort((a, b) => b.lines - a.lines);
  const own = !best || best.format.id === 'ndjson' || best.format.id === 'csv';
  return { lines, looked, offset, mapping: own ? guessMapping(content.toString('utf8').split('\n', LOOKED)) || null : null, wallMs: wall && wallClock(wall.line, wall.format, settings), format: best ? chip(best.format, best, looked, settings) : null, others: others.map((o) => ({ id: o.format.id, title: o.format.title, lines: o.lines })) };
}

/** Confidence: how sure the format is of its lines, times the share of lines it has. */
function chip(f: Format, t: { lines: number; sure: number }, looked: number, settings: ParseSettings): NonNullable<Preview['format']> {
  const why = settings.format === f.id ? 'read so because you chose it' : formatOf(f.id) === null ? 'match your log_format' : `have its shape, with ${answersOf(f)}`;
  return { id: f.id, title: f.title, confidence: Math.round((100 * t.sure) / Math.max(1, looked)) / 100, reason: `${t.lines} of the first ${looked} lines ${why}.` };
}

/** What a format's lines tell, in words: part of why it was taken for this one, and what the charts will have. */
function answersOf(f: Format): string {
  const a = f.answers, has = [a.duration && 'durations', a.connect && 'connect times', a.firstByte && 'first byte times', a.instance && 'upstream instances', a.retries === 'list' ? 'every attempt' : a.retries === 'count' && 'counted retries'].filter((w) => w !== false);
  return f.kind === 'error' ? 'the cause of failures in words' : has.length ? has.join(', ') : 'no durations';
}

/** The offset that a time in the line carries: "… 09:20:01 +0100]", "…T09:20:01+01:00", "…Z". */
function offsetIn(line: string, at: number): Preview['offset'] {
  const m = /\d\d:\d\d:\d\d(?:\.\d+)?(?: ?([+-])(\d\d):?(\d\d)\b|Z\b)/.exec(line);
  return m && { minutes: m[1] ? (m[1] === '-' ? -1 : 1) * (Number(m[2]) * 60 + Number(m[3])) : 0, at };
}

/** The clock of a line without zone, as if it were UTC. */
function wallClock(line: Buffer, format: Format, settings: ParseSettings): number | null {
  const reader = new LineReader({ ...settings, zone: 'UTC' });
  reader.readAs(format, line, 0, line.length);
  return Number.isNaN(reader.draft.at) ? null : reader.draft.at;
}

const NAMES = { [CALL]: 'call', [EVENT]: 'event', [FILTERED]: 'filtered', [REJECTED]: 'rejected' } as const;

function show(line: number, verdict: Verdict, r: CallRecord | null, group: string | null, reason: string, raw: string): PreviewLine {
  return {
    line, became: NAMES[verdict], reason: r ? null : reason, raw, format: r?.format ?? null,
    at: r?.timestamp ? Date.parse(r.timestamp) : null, method: r?.method ?? null, path: r?.path ?? null, status: r?.status ?? null, durationMs: r?.duration_ms ?? null,
    upstream: r && (group ?? r.upstream_addr), attempts: r?.attempts.length ?? 0,
    failure: r?.failure_class ? failureCode(r.failure_class) : 0, confidence: (r?.class_confidence ?? null) as PreviewLine['confidence'],
  };
}
