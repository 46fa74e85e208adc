import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBytes } from './format-bytes';
import { formatDuration, formatSpan } from './format-duration';
import { formatCompact, formatCount, formatShare, plural } from './format-number';
import { formatClock, formatOffset, formatRange, formatTick, formatTime } from './format-time';
import { visibleParts, visibleText } from './visible-text';

describe('numbers', () => {
  it.each([[0, '0'], [1234567, '1,234,567'], [null, '–']])('count %s', (n, s) => { expect(formatCount(n)).toBe(s); });
  it.each([[9999, '9,999'], [12_345, '12.3 k'], [999_600, '1 M'], [1_234_567, '1.23 M'], [20_000_000, '20 M'], [3.2e9, '3.20 bn']])('compact %s', (n, s) => { expect(formatCompact(n)).toBe(s); });
  it.each([[0, '0 %'], [0.00001, '< 0.01 %'], [0.0123, '1.23 %'], [0.123, '12.3 %'], [0.9999, '> 99.9 %'], [1, '100 %'], [null, '–'], [NaN, '–']])('share %s', (n, s) => { expect(formatShare(n)).toBe(s); });
  it('a share that is not 0 never reads as 0, one that is not 1 never as 100: law', () => {
    fc.assert(fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (x) => { const s = formatShare(x); expect(s).not.toBe('0 %'); expect(s).not.toMatch(/^100/); }));
  });
  it.each([[0, '0 B'], [999, '999 B'], [1500, '1.50 kB'], [2e9, '2.00 GB'], [1.234e13, '12.3 TB']])('bytes %s', (n, s) => { expect(formatBytes(n)).toBe(s); });
  it('plural', () => { expect([plural(1, 'call'), plural(0, 'call'), plural(2000, 'entry', 'entries')]).toEqual(['1 call', '0 calls', '2,000 entries']); });
});

describe('durations', () => {
  it.each([[null, '–'], [0, '0 ms'], [0.0412, '0.04 ms'], [0.4, '0.4 ms'], [1, '1 ms'], [9.94, '9.9 ms'], [38.2, '38 ms'], [999.4, '999 ms'], [999.6, '1.00 s'], [1250, '1.25 s'], [25_000, '25.0 s'], [59_949, '59.9 s'], [60_000, '1 min'], [125_000, '2 min 5 s'], [3_600_000 * 3.5, '3 h 30 min'], [-5, '−5 ms']])(
    '%s ms', (n, s) => { expect(formatDuration(n)).toBe(s); });
  it.each([[0, '0 s'], [60, '1 min'], [3600, '1 h'], [86_400 * 3, '3 d'], [93_784, '1 d 2 h']])('span %s', (n, s) => { expect(formatSpan(n)).toBe(s); });
});

describe('times', () => {
  const ms = Date.parse('2026-03-12T23:20:01.250Z');
  it('show the zone of the view', () => {
    expect(formatTime(ms, 'UTC', 'ms')).toBe('2026-03-12 23:20:01.250');
    expect(formatTime(ms, 'Europe/Berlin')).toBe('2026-03-13 00:20:01');
    expect(formatClock(ms, 'Asia/Kolkata')).toBe('04:50');
    expect([formatOffset(ms, 'UTC'), formatOffset(ms, 'Asia/Kolkata'), formatOffset(ms, 'America/New_York')]).toEqual(['UTC', '+05:30', '−04:00']);
  });
  it('say a day once', () => {
    expect(formatRange(ms, ms + 60_000, 'UTC')).toBe('2026-03-12 23:20 – 23:21');
    expect(formatRange(ms, ms + 3_600_000, 'UTC')).toBe('2026-03-12 23:20 – 2026-03-13 00:20');
    expect([formatTick(ms, 'UTC', 3_600_000), formatTick(ms, 'UTC', 2 * 86_400_000), formatTick(ms, 'UTC', 9 * 86_400_000), formatTick(ms, 'UTC', 900 * 86_400_000)]).toEqual(['23:20', '03-12 23:20', '03-12', '2026-03']);
  });
});

describe('hostile text', () => {
  it('is shown with what hides in it', () => {
    expect(visibleText('a\u202eb\u0000c\u001b[31m\td')).toBe('a‹RLO›b‹NUL›c‹ESC›[31m‹TAB›d');
    expect(visibleParts('ü日本 ok')).toEqual([{ text: 'ü日本 ok', hidden: false }]);
    expect(visibleText('x\u{e0041}\ud800y')).toBe('x‹U+E0041›‹U+D800›y');
  });
  it('loses nothing and lets no control or bidi character through: law', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (s) => {
      const parts = visibleParts(s), shown = parts.map((p) => p.text).join('');
      expect(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(shown)).toBe(false);
      expect(parts.filter((p) => !p.hidden).every((p) => s.includes(p.text))).toBe(true);
    }));
  });
});
