/**
 * Laws of all formats: whatever bytes come, sniff, holds, behind, parse and classify answer, in linear time, and keep nothing from line to
 * line but what a header said. Formats of the registry, each also behind the header of its sample, and every dialect's own example.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CALL, Draft, EVENT, FILTERED, REJECTED, toRecord, type Verdict } from '../call';
import { FAILURES } from '../failure';
import { LineReader } from '../ingest/line-reader';
import { DEFAULT_SETTINGS } from '../ingest/settings';
import type { Format } from './format';
import { compileLayout, DIALECTS } from './layout';
import { FORMATS } from './registry';
import { newWrapper, unwrap } from './wrapper';

const wrapper = newWrapper(), draft = new Draft();
/** The lines of a format's sample, wrappers peeled. */
const samples = new Map(FORMATS.map((f) => [f.id, readFileSync(new URL(`${f.id}.sample.log`, import.meta.url)).toString('latin1').trim().split('\n').map((l) => { const b = Buffer.from(l, 'latin1'); return b.subarray(unwrap(b, 0, b.length, wrapper)); })]));
const all = [...samples.values()].flat();

/** What a format becomes behind the header lines of its sample. */
function behindHeader(format: Format): Format[] {
  let f = format;
  for (const l of samples.get(format.id)!) f = f.behind?.(l, 0, l.length) ?? f;
  return f === format ? [] : [f];
}
const pasted = DIALECTS.map((d) => { const made = compileLayout(d.example); if (!made.ok) throw new Error(`${d.id}: ${made.message}`); return made.format; });
const formats: { name: string; format: Format; own: Buffer[] }[] = [
  ...FORMATS.map((f) => ({ name: f.id, format: f, own: samples.get(f.id)! })), ...FORMATS.flatMap((f) => behindHeader(f).map((b) => ({ name: `${f.id} behind its header`, format: b, own: samples.get(f.id)! }))),
  ...pasted.map((f) => ({ name: `${f.id}, pasted`, format: f, own: all.filter((_, i) => i % 7 === 0) })),
];

/** Asks a format everything about a line that stands at `from` of a larger buffer, and checks what must hold of any answer. */
function ask(format: Format, line: Buffer): Verdict {
  const before = Buffer.from('"x" 200 [\n{"a":"'), buf = Buffer.concat([before, line, Buffer.from('"} 504\n')]), from = before.length, to = from + line.length;
  const sure = format.sniff(buf, from, to);
  if (!(sure >= 0 && sure <= 1)) throw new Error(`sniff says ${sure}`);
  if (format.holds !== undefined && typeof format.holds(buf, from, to) !== 'boolean') throw new Error('holds says no yes or no');
  format.behind?.(buf, from, to);
  draft.reset(buf); draft.format = format.id; draft.gateway = format.gateway;
  const verdict = format.parse(buf, from, to, draft, DEFAULT_SETTINGS);
  if ((verdict === REJECTED || verdict === FILTERED) && draft.reason === '') throw new Error('rejected or filtered without a reason');
  if (verdict !== CALL && verdict !== EVENT && verdict !== REJECTED && verdict !== FILTERED) throw new Error(`verdict ${String(verdict)}`);
  if (verdict !== CALL && verdict !== EVENT) return verdict;
  format.classify(draft, DEFAULT_SETTINGS);
  if (!FAILURES[draft.failure] || !(draft.confidence >= 0 && draft.confidence <= 2)) throw new Error(`class ${draft.failure}, confidence ${draft.confidence}`);
  for (let i = 0; i < draft.attempts; i++) if (!FAILURES[draft.attemptFailure[i]]) throw new Error(`class ${draft.attemptFailure[i]} of an attempt`);
  JSON.stringify(toRecord(draft));
  return verdict;
}
const tell = (name: string, line: Buffer, e: unknown): Error => new Error(`${name}: ${(e as Error).stack ?? String(e)}\non ${JSON.stringify(line.toString('latin1').slice(0, 600))}`);
function askAll(line: Buffer): void { for (const { name, format } of formats) { try { ask(format, line); } catch (e) { throw tell(name, line, e); } } }

describe('no line makes a format throw', () => {
  const bytes = fc.uint8Array({ maxLength: 300 }).map((b) => Buffer.from(b)), text = fc.oneof(fc.string({ maxLength: 200 }), fc.string({ unit: 'grapheme', maxLength: 100 })).map((t) => Buffer.from(t));
  /** Pieces that lines of all formats are made of, in any order. */
  const words = fc.array(fc.constantFrom(' ', '  ', '"', '\\', '\\"', '-', '[', ']', '{', '}', '{"', '":', ',', ':', ';', '=', '#', '#Fields:', 'http ', 'h2 ', '2026-03-12T09:20:01Z', '2026-03-12 09:20:01', '[12/Mar/2026:09:20:01 +0000]', '2026/03/12 09:20:01 [error] 1#1: *2 ', 'GET /a HTTP/1.1', '"GET /a HTTP/1.1"', '504', '-1', '0.001', '1/2/3/4/5',
    '10.0.0.1:80', '[::1]:80', 'unix:/x', '<NOSRV>', 'null', 'true', '1e999', '-0', '99999999999999999999', '\u0000', '\t', '\r', 'é', '\ud83d\ude00', '"status":', '"latencies":{"request":', '"request":{', '"start_time":', '"httpRequest":', '"response_flags":"UT"', '"ts":', '"msg":"'), { maxLength: 40 }).map((w) => Buffer.from(w.join('')));
  test('any bytes', () => { fc.assert(fc.property(bytes, askAll), { numRuns: 300 }); });
  test('any text', () => { fc.assert(fc.property(text, askAll), { numRuns: 200 }); });
  test('the words of logs in any order', () => { fc.assert(fc.property(words, askAll), { numRuns: 500 }); });
  test('every line of every sample, given to all', () => { for (const line of all) askAll(line); }, 60_000);

  describe.each(formats)('$name', ({ name, format, own }) => {
    const line = fc.constantFrom(...own), check = (l: Buffer): void => { try { ask(format, l); } catch (e) { throw tell(name, l, e); } };
    test('its lines cut anywhere', () => { fc.assert(fc.property(line, fc.nat(), fc.nat(), (l, a, b) => { const from = a % (l.length + 1), to = from + (b % (l.length - from + 1)); check(l.subarray(0, from)); check(l.subarray(from)); check(l.subarray(from, to)); }), { numRuns: 120 }); });
    test('its lines with bits turned', () => { fc.assert(fc.property(line, fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 7 })), { minLength: 1, maxLength: 6 }), (l, flips) => { const b = Buffer.from(l); for (const [at, bit] of flips) b[at % b.length] ^= 1 << bit; check(b); }), { numRuns: 120 }); });
    test('its lines with bytes put in, taken out and doubled', () => {
      fc.assert(fc.property(line, line, fc.nat(), fc.nat(), fc.uint8Array({ maxLength: 8 }), (l, other, a, b, more) => { const i = a % (l.length + 1), j = b % (other.length + 1); check(Buffer.concat([l.subarray(0, i), Buffer.from(more), other.subarray(j)])); check(Buffer.concat([l, Buffer.from(more), l])); }), { numRuns: 80 });
    });
    test('what it says of a line does not depend on the line before', () => {
      fc.assert(fc.property(fc.constantFrom(...all), line, (before, l) => {
        const first = says(format, l);
        says(format, before);
        expect(says(format, l)).toEqual(first);
      }), { numRuns: 60 });
    });
  });
});

type Json = Record<string, unknown>;
const isObject = (d: unknown): d is Json => typeof d === 'object' && d !== null;
/** Sets the member to which `way` leads, as deep as it goes and there are members. */
function put(d: Json, way: readonly number[], value: unknown): void {
  const keys = Object.keys(d), key = keys[way[0] % keys.length], inner = d[key];
  if (way.length > 1 && isObject(inner) && Object.keys(inner).length > 0) put(inner, way.slice(1), value); else d[key] = value;
}

/** The samples that are JSON objects, with the format that they are of. */
const objects = formats.flatMap(({ format, own }) => own.flatMap((l) => { try { const d: unknown = JSON.parse(l.toString()); return isObject(d) ? [{ format, text: l.toString() }] : []; } catch { return []; } }));
test('JSON objects with a value of any kind in any place', () => {
  fc.assert(fc.property(fc.constantFrom(...objects), fc.jsonValue(), fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), ({ format, text }, value, way) => {
    const d = JSON.parse(text) as Json;
    put(d, way, value);
    ask(format, Buffer.from(JSON.stringify(d)));
  }), { numRuns: 3000 });
});

function says(format: Format, line: Buffer): unknown {
  const verdict = ask(format, line);
  return { verdict, record: verdict === CALL || verdict === EVENT ? toRecord(draft) : draft.reason };
}

describe('time is linear', () => {
  const LENGTH = 50_000, FLOOR_MS = 40;
  /** Endless repetitions of what a scanner looks for, alone and within lines that are well up to there. */
  const parts = [' ', '"', '\\', '\\"', '"" ', '[', '[[', '{', '{"a":', '[{', '":"', ',', ', ', ' : ', ':', '::', '/', '//', '-', '- ', '=', 'a=', 'a=b ', 'a="b" ', '%', '.', '1', '1.', '1/', '-1 ', '(', ')', '<', '|', '\t', ';', 'x', 'GET ', 'http://', '127.0.0.1, ', '#', '{"a":{"a":', '\\u0041', 'key=', '","', '"},{"', '"a":1,', '"upstream":"1, 1",', '{"ip":"1.1.1.1"},', 'timed out while ', 'while connecting to ', 'upstream: "'].map((p) => Buffer.from(p));
  const repeated = (part: Buffer, length: number): Buffer => { const b = Buffer.alloc(length); for (let i = 0; i < length; i += part.length) part.copy(b, i); return b; };
  /** ms of this process, not of the clock on the wall: the machine may have other things to do. */
  const spent = (format: Format, line: Buffer): number => { const t = process.cpuUsage(); ask(format, line); return process.cpuUsage(t).user / 1000; };

  // Quadratic time takes 16 times as long for four times the length: what takes so little is not it (10^10 steps take seconds), and a busy machine gets more tries.
  const tooLong = (format: Format, make: (length: number) => Buffer): string | null => {
    for (let tries = 0; ; tries++) {
      const long = spent(format, make(LENGTH * 4));
      if (long <= FLOOR_MS) return null;
      const short = spent(format, make(LENGTH));
      if (long <= Math.max(FLOOR_MS / 10, short) * 10) return null;
      if (tries === 7) return `${short.toFixed(2)} ms, then ${long.toFixed(2)} ms`;
    }
  };
  test.each(formats)('$name', ({ format, own }) => {
    const found: string[] = [], fits = own.filter((_, i) => i % Math.ceil(own.length / 2) === 0);
    const turn = formats.findIndex((f) => f.format === format);
    for (const [n, part] of parts.entries()) {
      // One way each, the next format the other way.
      if ((n + turn) % 2 === 0) { const alone = tooLong(format, (length) => repeated(part, length)); if (alone !== null) found.push(`${JSON.stringify(part.toString())} alone: ${alone}`); continue; }
      const line = fits[n % fits.length], at = [...line].findIndex((_, i) => i * parts.length >= n * line.length);
      const within = tooLong(format, (length) => Buffer.concat([line.subarray(0, at), repeated(part, length), line.subarray(at)]));
      if (within !== null) found.push(`${JSON.stringify(part.toString())} at ${at} of ${line.toString('latin1', 0, 80)}: ${within}`);
    }
    expect(found).toEqual([]);
  }, 60_000);
});

test('reading any lines in any order: each is counted once, and what is no call has a reason', () => {
  const line = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...all) }, fc.uint8Array({ maxLength: 60 }).map((b) => Buffer.from(b.filter((c) => c !== 10))), fc.constantFrom('', '#Fields: date time c-ip sc-status', 'time,status,path', '#Date: 2026-03-12 09:20:01').map((t) => Buffer.from(t)));
  fc.assert(fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
    const reader = new LineReader(DEFAULT_SETTINGS);
    for (const l of lines) { const verdict = reader.read(l, 0, l.length); if (verdict !== CALL && verdict !== EVENT) expect(reader.reason).not.toBe(''); }
  }), { numRuns: 200 });
});

test('times that no calendar has are none in a record', () => {
  for (const ms of [8.64e15 + 1, -1e300, Infinity, NaN]) {
    draft.reset(Buffer.alloc(0));
    draft.at = draft.startAt = draft.endAt = ms;
    expect(toRecord(draft)).toMatchObject({ timestamp: null, timestamp_start: null, timestamp_end: null });
  }
});
