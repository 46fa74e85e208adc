import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zoneOf } from '@/lib/formats/zone';
import { guessZone } from './guess-zone';

const winter = Date.UTC(2026, 0, 15), summer = Date.UTC(2026, 6, 15);

describe('guess of the zone', () => {
  it('is the browser’s without anything better, UTC where that is unknown', () => {
    expect(guessZone(null, 'Europe/Berlin')).toBe('Europe/Berlin');
    expect(guessZone(null, 'Nowhere/Land')).toBe('UTC');
  });
  it('is the browser’s where zoned lines agree at their own time of year', () => {
    expect(guessZone({ minutes: 60, at: winter }, 'Europe/Berlin')).toBe('Europe/Berlin');
    expect(guessZone({ minutes: 120, at: summer }, 'Europe/Berlin')).toBe('Europe/Berlin');
  });
  it('is UTC for a server that logs +0000, wherever the browser is', () => { expect(guessZone({ minutes: 0, at: winter }, 'Europe/Berlin')).toBe('UTC'); });
  it('has the offset that was seen, whatever it is', () => {
    fc.assert(fc.property(fc.integer({ min: -12 * 4, max: 14 * 4 }), (quarters) => { expect(zoneOf(guessZone({ minutes: quarters * 15, at: winter }, 'Asia/Kolkata')).offsetAt(winter)).toBe(quarters * 900_000); }));
  });
});
