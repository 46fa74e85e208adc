/** Seeded random numbers (mulberry32): the same seed gives the same world on every machine. */
export type Random = () => number;

export function random(seed: number): Random {
  // In an array, because a captured number of 32 bits would be allocated anew at every call.
  const state = new Int32Array([seed]);
  return () => {
    const a = (state[0] += 0x6d2b79f5);
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Log-normal around `median`, a latency's usual shape; `spread` 0.5 is calm, 1.2 has a long tail. */
export const logNormal = (r: Random, median: number, spread: number): number => median * Math.exp(spread * Math.sqrt(-2 * Math.log(r() || 1e-9)) * Math.cos(2 * Math.PI * r()));
