import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { referenceCount, type ReferenceCount } from './reference-count';
import { scenario, type Scenario } from './travel-search';
import { STORY } from './travel-world';

let world: Scenario, access: string, error: string, count: ReferenceCount;
beforeAll(() => {
  world = scenario();
  [access, error] = world.files.map((f) => f.content);
  count = referenceCount(access);
});
const sum = (record: Record<string, number>): number => Object.values(record).reduce((a, b) => a + b, 0);
const during = (from: number, to: number): number => Object.entries(world.truth.minuteTimeouts).filter(([m]) => Number(m) >= from && Number(m) < to).reduce((a, [, n]) => a + n, 0);
const failing = (addr: string): number => world.truth.instanceFailures[addr] / world.truth.instances[addr];

describe('the sample incident', () => {
  test('the same seed gives the same bytes, another seed another day', () => {
    const digest = (s: Scenario): string => createHash('sha256').update(s.files.map((f) => f.content).join('\0')).digest('hex');
    expect(digest(scenario())).toBe(digest(world));
    expect(digest(scenario(2))).not.toBe(digest(world));
  });

  test('an independent count of the text agrees with what was planted', () => {
    const { truth } = world;
    expect(count.lines).toBe(truth.calls);
    expect(count.attempts).toBe(truth.attempts);
    expect(Object.fromEntries(count.status)).toEqual(truth.status);
    expect(Object.fromEntries(count.routes)).toEqual(truth.routes);
    expect(Object.fromEntries(count.instances)).toEqual(truth.instances);
    expect(Object.fromEntries([...count.minutes].map(([m, n]) => [String(m), n]))).toEqual(truth.minutes);
    expect(error.trim().split('\n')).toHaveLength(truth.errorLines);
    expect(truth.failed).toBe(sum(truth.failures));
    // Reviews has one instance, and no other group failed on every try: each failed call failed on one attempt.
    expect(sum(truth.attemptFailures)).toBe(truth.failed + truth.hidden);
  });

  test('it is of a size that a click may load', () => {
    expect(count.lines).toBeGreaterThan(60_000);
    expect(count.lines).toBeLessThan(100_000);
    expect(Buffer.byteLength(access)).toBeLessThan(40e6);
  });

  test('it is calm before the onset, bad until the recovery, calm again', () => {
    const calm = during(STORY.from, STORY.onset), bad = during(STORY.onset, STORY.recovery + 60_000), after = during(STORY.recovery + 60_000, STORY.to);
    expect(calm).toBe(0);
    expect(bad).toBe(world.truth.timeouts);
    expect(bad).toBeGreaterThan(2000);
    expect(after).toBe(0);
    expect(during(STORY.onset, STORY.onset + 60_000)).toBeGreaterThan(20);
  });

  test('the search dies at the gateway after 25 s; the provider and pricing show where the 25 s go', () => {
    const lines = access.split('\n'), rt = (line: string): number => Number(/ rt=([\d.]+)/.exec(line)![1]);
    const dead = lines.filter((l) => l.includes('"POST /api/flights/search?') && l.includes('" 504 '));
    expect(dead).toHaveLength(world.truth.routeTimeouts['POST /api/flights/search']);
    expect(Math.min(...dead.map(rt))).toBeGreaterThanOrEqual(25);
    expect(Math.max(...dead.map(rt))).toBeLessThan(25.1);
    const provider = lines.filter((l) => l.includes(`"POST ${STORY.provider} `) && l.includes('" 504 '));
    expect(provider.every((l) => rt(l) >= 15 && rt(l) < 15.3 && !/uht="-"/.test(l))).toBe(true);
    expect(lines.filter((l) => l.includes('"POST /pricing/quotes ') && rt(l) > 9.9 && rt(l) < 11).length).toBeGreaterThan(1000);
  });

  test('retries hide one full and one restarting instance; nothing hides the only instance of reviews; one hotel instance is worse than its peers', () => {
    const { attemptFailures, failures, hidden } = world.truth;
    expect(failures.connect_timeout).toBeUndefined();
    expect(attemptFailures.connect_timeout).toBeGreaterThan(100);
    expect(hidden).toBe(attemptFailures.connect_timeout + attemptFailures.connect_refused - failures.connect_refused);
    expect(failures.connect_refused).toBeGreaterThan(10);
    expect(failing(STORY.full.addr)).toBeGreaterThan(0.1);
    expect(failing(STORY.weak.addr)).toBeGreaterThan(20 * failing('10.30.4.11:8084'));
    expect(failures.client_abort).toBeGreaterThan(300);
  });

  test('every failure that nginx saw itself has its error line', () => {
    const { attemptFailures } = world.truth, has = (text: string): number => error.split('\n').filter((l) => l.includes(text)).length;
    expect(has('while connecting to upstream')).toBe(attemptFailures.connect_timeout + attemptFailures.connect_refused);
    expect(has('(111: Connection refused)')).toBe(attemptFailures.connect_refused);
    expect(has('while reading response header from upstream')).toBe(attemptFailures.first_byte_timeout);
  });
});
