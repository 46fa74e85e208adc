import { expect, it } from 'vitest';
import { Histogram } from '@/lib/rollup/histogram';
import type { InstanceStats } from '@/lib/db/instance-stats';
import { prepareInstances } from './prepare';

const stats = (addr: string, attempts: number, failedAttempts: number): InstanceStats => ({
  name: addr, calls: attempts, failed: 0, timeouts: 0, durations: new Histogram(), timedOut: new Histogram(), attempts, failedAttempts, timedOutAttempts: 0, hidden: failedAttempts,
  connect: new Histogram(), firstByte: new Histogram(), body: new Histogram(),
});

it('marks the instance that fails far more often than its peers', () => {
  const rows = prepareInstances([stats('a', 1000, 3), stats('b', 1000, 440), stats('c', 1000, 4)]);
  expect(rows.map((r) => [r.name, r.standsOut])).toEqual([['b', true], ['c', false], ['a', false]]);
});
it('says nothing of a handful, nor of an instance without peers', () => {
  expect(prepareInstances([stats('a', 1000, 0), stats('b', 4, 4)]).some((r) => r.standsOut)).toBe(false);
  expect(prepareInstances([stats('a', 1000, 900)])[0].standsOut).toBe(false);
});
it('knows no latency where there was none', () => expect(prepareInstances([stats('a', 0, 0)])[0]).toMatchObject({ p95: { ms: null, atLeast: false }, connectP95: null, failedShare: null }));
