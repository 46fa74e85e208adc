/**
 * Compares what the parsers make of a line with what is expected of it. Pure: reading the files is bin/conformance.ts.
 * An expectation holds the keys of FORMATS section 3; an absent key asserts nothing, `accept` lists other classes that are tolerated.
 */
import { FAILURES } from '../failure';
import { CALL, Draft, EVENT, FILTERED, REJECTED, toRecord, type CallRecord, type Verdict } from '../call';
import { JsonRecords } from '../ingest/json-records';
import { LineReader as ImportReader } from '../ingest/line-reader';
import type { ParseSettings } from '../ingest/settings';
import { Detector } from './detect';
import { newWrapper, unwrap } from './wrapper';

export type Expectation = { line: number; accept?: (string | null)[]; [key: string]: unknown };
export type Difference = { line: number; key: string; expected: unknown; got: unknown };

const NAMES: Record<Verdict, string> = { [CALL]: 'call', [EVENT]: 'event', [FILTERED]: 'filtered', [REJECTED]: 'rejected' };

export type Read = { record: CallRecord; verdict: string; reason: string; records: CallRecord[] };

/** Reads lines as an import does: wrappers peeled, format recognised, parsed and classified. */
export class LineReader {
  private readonly lines: ImportReader;
  private readonly detector: Detector;
  private readonly draft = new Draft();
  private readonly wrapper = newWrapper();
  constructor(private readonly settings: ParseSettings) { this.lines = new ImportReader(settings); this.detector = new Detector(settings); }

  /** A line of a file; one that holds many records (an OTLP document, an array) is the first of them. @returns null for a line that no format claims. */
  read(line: Buffer): Read | null {
    const stage = new JsonRecords(), lines = Buffer.concat([Buffer.from(stage.push(line)), stage.end()]).toString('latin1').split('\n').filter((l) => l !== '').map((l) => Buffer.from(l, 'latin1'));
    if (lines.length < 2) return this.readOne(lines[0] ?? line);
    const read = lines.map((l) => this.readOne(l)).filter((r) => r !== null);
    return read.length === 0 ? null : { ...read[0], records: read.map((r) => r.record) };
  }

  private readOne(line: Buffer): Read | null {
    const { lines } = this, verdict = lines.read(line, 0, line.length);
    if (verdict === REJECTED) return this.readTimeless(line);
    const record = toRecord(lines.draft);
    return { record, verdict: NAMES[verdict], reason: lines.reason, records: [record] };
  }

  /** An import sets a line aside that has no time; published ones lack it here and there, and what else they say is compared. */
  private readTimeless(line: Buffer): Read | null {
    const { draft, wrapper, settings } = this, end = line.length, from = unwrap(line, 0, end, wrapper);
    let format = this.detector.pick(line, from, end);
    for (let tries = 0; format !== null && tries < 2; tries++) {
      draft.reset(line);
      draft.format = format.id; draft.gateway = format.gateway;
      if (wrapper.at !== null) draft.prefixAt = wrapper.at;
      if (wrapper.offsetMin !== null) draft.prefixOffsetMin = wrapper.offsetMin;
      const verdict = format.parse(line, from, end, draft, settings);
      if (verdict === REJECTED) { const other = this.detector.again(line, from, end, format); if (other !== null) { format = other; continue; } }
      format.classify(draft, settings);
      const record = toRecord(draft);
      return { record, verdict: NAMES[verdict], reason: draft.reason, records: [record] };
    }
    return null;
  }
}

/** Every key of the expectation that the record does not meet. `null` = no format claimed the line. */
export function compare(expected: Expectation, record: CallRecord | null, records: CallRecord[] = record === null ? [] : [record]): Difference[] {
  const found: Difference[] = [];
  const differs = (key: string, want: unknown, got: unknown): void => { found.push({ line: expected.line, key, expected: want, got }); };
  // A line that is no request and that no format claims is just what was expected.
  if (record === null) { if (expected.is_request !== false) differs('format', 'a format', null); return found; }
  const got = record as unknown as Record<string, unknown>;
  for (const [key, want] of Object.entries(expected)) {
    if (IGNORED.has(key)) continue;
    if (key === 'failure_class') { if (!classMatches(want as string | null, got.failure_class as string | null, expected.accept)) differs(key, want, got[key]); }
    else if (key === 'is_timeout' && expected.accept && got.failure_class !== expected.failure_class) { if (got.is_timeout !== isTimeout(got.failure_class)) differs(key, want, got[key]); }
    else if (key === 'win32_status') { if (Number(got.flags_raw ?? 0) !== want) differs(key, want, got.flags_raw); }
    else if (key === 'records') each(want as Record<string, unknown>[], records, differs);
    else if (key === 'attempts') attempts(want as Record<string, unknown>[], got.attempts as Record<string, unknown>[], differs);
    else if (!matches(key, want, got[key])) differs(key, want, got[key]);
  }
  return found;
}

/** What is no key of a record: about the line, or parts of its details (module, code, errno of an Apache error). */
const IGNORED = new Set(['line', 'source', 'provenance', 'notes', 'accept', 'gateway', 'format', 'module', 'code', 'errno']);
const isTimeout = (id: unknown): boolean => FAILURES.some((f) => f.id === id && f.timeout);
const classMatches = (want: string | null, got: string | null, accept?: (string | null)[]): boolean => got === want || (accept?.includes(got) ?? false);

/** The records of one line of the file; what logs call severity and message are a record's level and details. */
function each(want: Record<string, unknown>[], got: CallRecord[], differs: (key: string, want: unknown, got: unknown) => void): void {
  if (want.length !== got.length) { differs('records', want.length, got.length); return; }
  want.forEach((w, i) => {
    for (const [key, value] of Object.entries(w)) { const name = key === 'severity' ? 'level' : key === 'message' ? 'details_raw' : key, found = (got[i] as unknown as Record<string, unknown>)[name]; if (!matches(name, value, found)) differs(`records[${i}].${key}`, value, found); }
  });
}

function attempts(want: Record<string, unknown>[], got: Record<string, unknown>[], differs: (key: string, want: unknown, got: unknown) => void): void {
  if (want.length !== got.length) { differs('attempts', want.length, got.length); return; }
  want.forEach((w, i) => { for (const [key, value] of Object.entries(w)) if (!matches(key, value, got[i][key])) differs(`attempts[${i}].${key}`, value, got[i][key]); });
}

/** Times of whole seconds within 1 s, others 1 ms; durations within 0.5 ms or 0.1 %; an empty text is a missing one. */
function matches(key: string, want: unknown, got: unknown): boolean {
  if (want === null || want === '') return got === null || got === '' || got === undefined;
  if (key.startsWith('timestamp') && key !== 'timestamp_kind') {
    const a = Date.parse(String(want)), b = Date.parse(String(got));
    return Math.abs(a - b) <= (a % 1000 === 0 ? 1000 : 1);
  }
  if (key.endsWith('_ms') && typeof want === 'number') return typeof got === 'number' && Math.abs(want - got) <= Math.max(0.5, want * 0.001);
  return JSON.stringify(want) === JSON.stringify(got);
}
