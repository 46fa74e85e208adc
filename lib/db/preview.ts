/** The first lines of an upload as they would be read: recognised, parsed, classified. Stores nothing. */
import { createReadStream } from 'node:fs';
import { CALL, Draft, EVENT, FILTERED, REJECTED, toRecord, type CallRecord, type Verdict } from '../call';
import { failureCode } from '../failure';
import { Detector } from '../formats/detect';
import { formatOf } from '../formats/registry';
import { newWrapper, unwrap } from '../formats/wrapper';
import { Decoder } from '../ingest/decode';
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
  const file = new SourceBytes(createReadStream(path, { end: MAX_FILE - 1 })), decoder = new Decoder(), parts: Buffer[] = [];
  let size = 0, whole = complete;
  for await (const { bytes } of file.pieces()) {
    const out = decoder.push(bytes);
    parts.push(out); size += out.length;
    if (decoder.refused !== null || size >= MAX_CONTENT) { whole = false; break; }
  }
  // The decoder holds back short files until it has seen enough; all that has arrived is all there is to see.
  if (size < MAX_CONTENT) parts.push(decoder.end());
  const all = Buffer.concat(parts).subarray(0, MAX_CONTENT), end = whole ? all.length : all.lastIndexOf(10) + 1;
  return { content: all.subarray(0, end), whole, gzip: file.gzip, problem: decoder.refused };
}

/** What the first lines are, secrets blanked as an import would. Pure, but for `content`, in which it blanks them. */
export function readLines(content: Buffer, settings: ParseSettings): Omit<Preview, 'ready' | 'gzip' | 'problem'> {
  redact(content, settings);
  const detector = new Detector(settings), reader = new Reader(detector, settings), lines: PreviewLine[] = [];
  let looked = 0, wall: Buffer | null = null;
  for (let at = 0; at < content.length && looked < LOOKED; looked++) {
    const newline = content.indexOf(10, at), end = newline < 0 ? content.length : newline, raw = content.subarray(at, content[end - 1] === 13 ? end - 1 : end);
    const read = reader.read(Buffer.from(raw));
    if (wall === null && read.record?.tz_assumed && read.record.timestamp !== null) wall = raw;
    if (lines.length < SHOWN) lines.push(show(looked + 1, read, raw));
    at = end + 1;
  }
  const found = detector.explain().filter((f) => f.format !== 'unknown'), [best] = found;
  return {
    lines, looked, wallMs: wall && wallClock(wall, settings),
    format: best ? { id: best.format, title: titleOf(best.format), confidence: Math.round((best.confidence * best.lines * 100) / Math.max(best.lines, looked)) / 100, reason: `${best.lines} of the first ${looked} lines: ${best.reason}.` } : null,
    others: found.slice(1).map((f) => ({ id: f.format, title: titleOf(f.format), lines: f.lines })),
  };
}

const titleOf = (id: string): string => formatOf(id)?.title ?? (id.startsWith('nginx') ? 'nginx, your log_format' : id);

/** The clock of a line without zone, as if it were UTC. */
function wallClock(raw: Buffer, settings: ParseSettings): number | null {
  const utc = { ...settings, zone: 'UTC' }, stamp = new Reader(new Detector(utc), utc).read(Buffer.from(raw)).record?.timestamp;
  return stamp ? Date.parse(stamp) : null;
}

type Read = { verdict: Verdict; reason: string | null; record: CallRecord | null };

class Reader {
  private readonly draft = new Draft();
  private readonly wrapper = newWrapper();
  constructor(private readonly detector: Detector, private readonly settings: ParseSettings) {}

  read(line: Buffer): Read {
    const { draft, wrapper, settings, detector } = this;
    if (line.length === 0) return { verdict: FILTERED, reason: 'blank', record: null };
    const from = unwrap(line, 0, line.length, wrapper);
    let format = detector.pick(line, from, line.length), reason = 'no format knows it';
    for (let tries = 0; format !== null && tries < 2; tries++) {
      draft.reset(line); draft.format = format.id; draft.gateway = format.gateway;
      if (wrapper.at !== null) draft.prefixAt = wrapper.at;
      if (wrapper.offsetMin !== null) draft.prefixOffsetMin = wrapper.offsetMin;
      const verdict = format.parse(line, from, line.length, draft, settings);
      if (verdict === REJECTED) { reason = draft.reason; format = detector.again(line, from, line.length, format); continue; }
      if (verdict === FILTERED) return { verdict, reason: draft.reason, record: null };
      format.classify(draft, settings);
      return { verdict, reason: null, record: toRecord(draft) };
    }
    return { verdict: REJECTED, reason, record: null };
  }
}

const NAMES = { [CALL]: 'call', [EVENT]: 'event', [FILTERED]: 'filtered', [REJECTED]: 'rejected' } as const;

function show(line: number, { verdict, reason, record: r }: Read, raw: Buffer): PreviewLine {
  return {
    line, became: NAMES[verdict], reason, raw: raw.toString('utf8', 0, MAX_RAW), format: r?.format ?? null,
    at: r?.timestamp ? Date.parse(r.timestamp) : null, method: r?.method ?? null, path: r?.path ?? null, status: r?.status ?? null, durationMs: r?.duration_ms ?? null,
    upstream: r?.upstream_name ?? r?.upstream_addr ?? null, attempts: r?.attempts.length ?? 0,
    failure: r?.failure_class ? failureCode(r.failure_class) : 0, confidence: (r?.class_confidence ?? null) as PreviewLine['confidence'],
  };
}
