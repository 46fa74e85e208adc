import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PAIR_BYTES, putPair, STEP, TIMES, wide } from './bin-pairs';
import { BINS } from './histogram';

const pair = fc.tuple(
  fc.oneof(fc.nat(70), fc.nat(BINS), fc.nat(2 ** 40)),
  fc.oneof(fc.integer({ min: -3, max: 40 }), fc.integer({ min: -1e12, max: 1e12 })).filter((n) => n !== 0),
);
function read(b: Uint8Array): [number, number][] {
  const out: [number, number][] = [];
  for (let at = 0; at < b.length;) {
    const code = b[at++];
    if (TIMES[code] > 0) out.push([STEP[code], TIMES[code]]); else { wide.read(b, at, code); at = wide.at; out.push([wide.step, wide.times]); }
  }
  return out;
}

describe('pairs of bin and count', () => {
  it('come back as they were written, in no more room than told', () => {
    fc.assert(fc.property(fc.array(pair, { maxLength: 50 }), (pairs) => {
      const b = new Uint8Array(pairs.length * PAIR_BYTES);
      let at = 0;
      for (const [step, times] of pairs) { const from = at; at = putPair(b, at, step, times); expect(at - from).toBeLessThanOrEqual(PAIR_BYTES); }
      expect(read(b.subarray(0, at))).toEqual(pairs);
    }));
  });
  it('every small pair comes back, and the commonest take one byte', () => {
    const b = new Uint8Array(PAIR_BYTES), oneByte = new Set<number>();
    for (let times = -40; times <= 40; times++) for (let step = 0; step <= BINS; step += step < 300 ? 1 : 61) {
      if (times === 0) continue;
      const n = putPair(b, 0, step, times);
      if (n === 1) oneByte.add(b[0]);
      const [[s, t]] = read(b.subarray(0, n));
      if (s !== step || t !== times || n > (times === 1 ? 2 : 4)) throw new Error(`${step}, ${times} came back as ${s}, ${t}`);
    }
    expect([...oneByte].sort((x, y) => x - y)).toEqual(Array.from({ length: 224 }, (_, i) => i));
  });
});
