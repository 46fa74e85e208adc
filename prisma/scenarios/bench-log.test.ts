import { describe, expect, test } from 'vitest';
import { CALL, Draft } from '../../lib/call';
import { Detector } from '../../lib/formats/detect';
import { DEFAULT_SETTINGS } from '../../lib/ingest/settings';
import { benchBytes, benchLog, generateBenchLog } from './bench-log';
import { emptyCount, countPiece, referenceCount } from './reference-count';

const log = { seed: 7, lines: 30_000, from: Date.UTC(2026, 2, 12), to: Date.UTC(2026, 2, 12, 6) };
const whole = Buffer.concat([...benchBytes(log)]);

describe('the bench log', () => {
  test('the same seed gives the same bytes, in pieces or at once; another seed others', async () => {
    expect([...benchLog(log)].join('')).toBe(whole.toString('latin1'));
    const pieces: Buffer[] = [];
    expect(await generateBenchLog({ ...log, out: (p) => { pieces.push(p); } })).toBe(whole.length);
    expect(Buffer.concat(pieces).equals(whole)).toBe(true);
    expect(Buffer.concat([...benchBytes({ ...log, seed: 8 })]).equals(whole)).toBe(false);
  });

  test('every piece ends with a line', () => {
    const count = emptyCount();
    for (const piece of benchLog(log)) expect(countPiece(piece, count)).toBe('');
    expect(count).toEqual(referenceCount(whole.toString('latin1')));
    expect(count.lines).toBe(log.lines);
  });

  test('it is what it is said to be: size, routes, instances, failures, retries, times', () => {
    const count = referenceCount(whole.toString('latin1')), share = (s: string): number => (count.status.get(s) ?? 0) / count.lines;
    expect(whole.length / log.lines).toBeGreaterThan(310);
    expect(whole.length / log.lines).toBeLessThan(350);
    expect(count.instances.size).toBe(48);
    expect(new Set([...count.routes.keys()].map((r) => r.replace(/\d{6}/, '{id}'))).size).toBe(200);
    expect(count.minutes.size).toBe(360);
    expect(share('504') + share('502') + share('499') + share('500')).toBeGreaterThan(0.01);
    expect(share('504') + share('502') + share('499') + share('500')).toBeLessThan(0.03);
    expect(count.attempts - count.lines).toBeGreaterThan(log.lines * 0.004);
  });

  test('the app reads every line of it, with the same counts', () => {
    const count = referenceCount(whole.toString('latin1')), draft = new Draft(), detector = new Detector(DEFAULT_SETTINGS), status = new Map<string, number>();
    let attempts = 0, durations = 0;
    for (let from = 0; from < whole.length; ) {
      const to = whole.indexOf(10, from), format = detector.pick(whole, from, to)!;
      draft.reset(whole);
      if (format.parse(whole, from, to, draft, DEFAULT_SETTINGS) === CALL) { attempts += draft.attempts; durations += draft.duration; status.set(String(draft.status), (status.get(String(draft.status)) ?? 0) + 1); }
      from = to + 1;
    }
    expect(attempts).toBe(count.attempts);
    expect(Math.round(durations)).toBe(count.durationSum);
    expect([...status].sort()).toEqual([...count.status].sort());
  });
});
