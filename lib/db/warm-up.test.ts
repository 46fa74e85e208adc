import { describe, expect, it } from 'vitest';
import { createFolder } from '../ingest/fold';
import type { FoldedChunk } from '../ingest/folded';
import { DEFAULT_SETTINGS } from '../ingest/settings';
import { madeUp, warmUp } from './warm-up';

const fold = (bytes: Buffer): FoldedChunk => {
  const folder = createFolder(DEFAULT_SETTINGS), unknown = folder.fold(bytes, 0);
  folder.learn({ routes: unknown.routes.map((r, i) => [r, i + 1]), instances: unknown.instances.map(({ label, addr }, i) => [label, addr, i + 1]) });
  return folder.finish();
};

describe('warming up', () => {
  it('goes through calls, retries, timeouts and slow ones of two gateways', () => {
    const both = [fold(madeUp(0)), fold(madeUp(3))];
    expect(both.map((f) => Object.keys(f.accounts.formats))).toEqual([['nginx-upstream'], ['haproxy-http']]);
    for (const f of both) { expect(f.calls).toBe(f.lines); expect(f.timeouts).toBeGreaterThan(0); expect(f.notable.length).toBeGreaterThan(f.failed); }
    expect(both[0].attempts).toBeGreaterThan(both[0].calls);
  });
  it('ends, and leaves nothing behind: a chunk becomes what it became before', () => {
    const before = fold(madeUp(1));
    let steps = 0;
    for (const _ of warmUp()) steps++;
    expect(steps).toBeGreaterThan(100);
    expect(fold(madeUp(1))).toEqual(before);
  });
});
