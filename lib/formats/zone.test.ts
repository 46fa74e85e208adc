import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { civilMs, isZone, localToUtc, NEVER, ONCE, toUtc, TWICE, Zone, zoneOf } from './zone';

const at = (zone: string, y: number, mo: number, d: number, h: number, mi = 0, s = 0, ms = 0) => {
  const { ms: utc, wall } = localToUtc(y, mo, d, h, mi, s, ms, zone);
  return [Number.isNaN(utc) ? 'none' : new Date(utc).toISOString(), wall];
};

describe('local time to UTC', () => {
  test('ordinary times, summer and winter', () => {
    expect(at('UTC', 2026, 3, 12, 9, 20, 1)).toEqual(['2026-03-12T09:20:01.000Z', ONCE]);
    expect(at('Europe/Berlin', 2026, 1, 12, 9, 20, 1, 7)).toEqual(['2026-01-12T08:20:01.007Z', ONCE]);
    expect(at('Europe/Berlin', 2026, 7, 12, 9)).toEqual(['2026-07-12T07:00:00.000Z', ONCE]);
    expect(at('America/New_York', 2025, 12, 31, 23, 59, 59, 999)).toEqual(['2026-01-01T04:59:59.999Z', ONCE]);
    expect(at('Asia/Kathmandu', 2026, 7, 1, 0)).toEqual(['2026-06-30T18:15:00.000Z', ONCE]);
    expect(at('+03:00', 2020, 3, 16, 14, 9, 49, 775)).toEqual(['2020-03-16T11:09:49.775Z', ONCE]);
  });

  test('clocks go forward: a time that never was moves on by the gap', () => {
    expect(at('Europe/Berlin', 2026, 3, 29, 1, 59, 59)).toEqual(['2026-03-29T00:59:59.000Z', ONCE]);
    expect(at('Europe/Berlin', 2026, 3, 29, 2, 30)).toEqual(['2026-03-29T01:30:00.000Z', NEVER]);
    expect(at('Europe/Berlin', 2026, 3, 29, 3)).toEqual(['2026-03-29T01:00:00.000Z', ONCE]);
    expect(at('Europe/Berlin', 2026, 3, 29, 4)).toEqual(['2026-03-29T02:00:00.000Z', ONCE]);
  });

  test('clocks go back: the first of the two times is taken and said to be one of two', () => {
    expect(at('Europe/Berlin', 2026, 10, 25, 1, 59, 59)).toEqual(['2026-10-24T23:59:59.000Z', ONCE]);
    expect(at('Europe/Berlin', 2026, 10, 25, 2, 30)).toEqual(['2026-10-25T00:30:00.000Z', TWICE]);
    expect(at('Europe/Berlin', 2026, 10, 25, 3)).toEqual(['2026-10-25T02:00:00.000Z', ONCE]);
    expect(at('Australia/Lord_Howe', 2026, 4, 5, 1, 29)).toEqual(['2026-04-04T14:29:00.000Z', ONCE]);
    expect(at('Australia/Lord_Howe', 2026, 4, 5, 1, 30)).toEqual(['2026-04-04T14:30:00.000Z', TWICE]);
  });

  test('a day that a country skipped', () => {
    expect(at('Pacific/Apia', 2011, 12, 29, 23)).toEqual(['2011-12-30T09:00:00.000Z', ONCE]);
    expect(at('Pacific/Apia', 2011, 12, 30, 12)[1]).toBe(NEVER);
    expect(at('Pacific/Apia', 2011, 12, 31, 0)).toEqual(['2011-12-30T10:00:00.000Z', ONCE]);
  });

  test('what no clock shows is NaN; the last answer of an hour does not leak into it', () => {
    expect(at('UTC', 2026, 2, 29, 0)[0]).toBe('none');
    expect(at('UTC', 2024, 2, 29, 0)[0]).toBe('2024-02-29T00:00:00.000Z');
    expect(at('UTC', 2026, 13, 1, 0)[0]).toBe('none');
    expect(at('Europe/Berlin', 2026, 4, 31, 0)[0]).toBe('none');
    expect(at('UTC', 2026, 1, 1, 24)[0]).toBe('none');
  });

  test('from the wall clock as if it were UTC', () => {
    expect(toUtc(Date.UTC(2026, 6, 12, 9), 'Europe/Berlin')).toBe(Date.UTC(2026, 6, 12, 7));
    expect(toUtc(Date.UTC(2026, 6, 12, 9), 'Mars/Olympus')).toBe(Date.UTC(2026, 6, 12, 9));
    expect(toUtc(NaN, 'Europe/Berlin')).toBeNaN();
    expect(toUtc(1e300, 'Europe/Berlin')).toBeNaN();
  });

  test('zone names', () => {
    expect(isZone('Europe/Berlin')).toBe(true);
    expect(isZone('Mars/Olympus')).toBe(false);
    expect(zoneOf('Mars/Olympus').toUtc(1970, 1, 1, 0, 0, 0, 0)).toBe(0);
  });

  const zones = ['Europe/Berlin', 'America/New_York', 'America/St_Johns', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Asia/Gaza', 'Antarctica/Troll', 'America/Sao_Paulo', 'Asia/Tokyo', 'Pacific/Chatham'];
  test('there and back: every instant from its own wall time, and a wall time that is ambiguous gives the earlier instant', () => {
    fc.assert(fc.property(fc.constantFrom(...zones), fc.integer({ min: Date.UTC(1975, 0) / 1000, max: Date.UTC(2037, 11) / 1000 }), (name, second) => {
      const zone = new Zone(name), utc = second * 1000, w = new Date(utc + zone.offsetAt(utc));
      const back = zone.toUtc(w.getUTCFullYear(), w.getUTCMonth() + 1, w.getUTCDate(), w.getUTCHours(), w.getUTCMinutes(), w.getUTCSeconds(), 0);
      expect(zone.wall).not.toBe(NEVER);
      if (zone.wall === ONCE) expect(back).toBe(utc);
      else expect(back === utc || (back < utc && back + zone.offsetAt(back) === utc + zone.offsetAt(utc))).toBe(true);
    }), { numRuns: 600 });
  });

  test('around every change of a year, minute by minute: cached hours answer as a fresh zone does', () => {
    for (const name of zones) {
      const warm = new Zone(name);
      for (const day of [Date.UTC(2026, 2, 8), Date.UTC(2026, 2, 29), Date.UTC(2026, 3, 5), Date.UTC(2026, 9, 25), Date.UTC(2026, 10, 1)]) {
        for (let m = -1440; m < 2880; m += 7) {
          const w = new Date(day + m * 60_000), fresh = new Zone(name);
          const args = [w.getUTCFullYear(), w.getUTCMonth() + 1, w.getUTCDate(), w.getUTCHours(), w.getUTCMinutes(), 0, 0] as const;
          if (m % 147 === 0) expect([warm.toUtc(...args), warm.wall]).toEqual([fresh.toUtc(...args), fresh.wall]); else warm.toUtc(...args);
        }
      }
    }
  });

  test('civil days agree with the calendar', () => {
    fc.assert(fc.property(fc.integer({ min: -60_000_000_000, max: 200_000_000_000 }), (s) => {
      const d = new Date(s * 1000);
      expect(civilMs(d.getUTCFullYear(), d.getUTCMonth() + 1, d.getUTCDate(), d.getUTCHours(), d.getUTCMinutes(), d.getUTCSeconds(), 0)).toBe(s * 1000);
    }));
  });
});
