import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addReading, etaSeconds, rateOf, type Reading } from './rate';

describe('rate', () => {
  it('is the slope of a steady counter, whatever its length', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 3, max: 60 }), (perSecond, seconds) => {
      let readings: Reading[] = [];
      for (let s = 0; s <= seconds; s++) readings = addReading(readings, 1000 * s, perSecond * s);
      expect(rateOf(readings)).toBeCloseTo(perSecond, 6);
      expect(readings.length).toBeLessThanOrEqual(9);
    }));
  });
  it('forgets what is older than the window: a stall shows', () => {
    let readings = addReading([], 0, 0);
    readings = addReading(readings, 1000, 1000);
    readings = addReading(readings, 20_000, 1000);
    readings = addReading(readings, 21_000, 1000);
    expect(rateOf(readings)).toBe(0);
    expect(etaSeconds(1000, 2000, rateOf(readings))).toBeNull();
  });
  it('starts anew when the counter falls back after a retry', () => {
    const readings = addReading(addReading(addReading([], 0, 0), 1000, 5000), 2000, 1000);
    expect(readings).toEqual([{ at: 2000, value: 1000 }]);
    expect(rateOf(readings)).toBeNull();
  });
  it('says how long the rest takes', () => { expect(etaSeconds(250, 1000, 50)).toBe(15); });
});
