/**
 * A sample that does not come again byte for byte: ids, addresses, times and counters get other digits in every repetition, as the lines of
 * a real log have them. What decides how a line is read stays: lengths, dates, statuses, short timers, names, and the distance of one
 * point in time from another of the same line.
 */
import { random, type Random } from '../../prisma/scenarios/random';

/** Long hex numbers; numbers of six digits and more, in a path of four: timers and ports are shorter; the last digit of an address. Letters and digits on either side are no part of any. */
const VARIED = /(?<![\w.])[0-9a-f]{2,}(?:-[0-9a-f]{2,})+(?!\w)|(?<!\w)(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{8,}(?!\w)|(?<!\w)\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\w.])|(?<!\w)\d{6,}(?!\w)|(?<=\/)\d{4,5}(?!\w)/g;
const YEAR = /^(19|20)\d\d$/, EPOCHS: Readonly<Record<number, bigint>> = { 10: 1n, 13: 1000n, 16: 1_000_000n, 19: 1_000_000_000n };
/** Points in time move by less than so many seconds. */
const SHIFT = 3600;

/** The text of a sample with other numbers; the same seed makes the same text. */
export function vary(text: string, seed: number): string {
  return text.split('\n').map((line, i) => varyLine(line, random(seed * 1009 + i))).join('\n');
}

function varyLine(line: string, next: Random): string {
  const shift = Math.floor(next() * SHIFT);
  const digits = (run: string, kept: number): string => run.slice(0, kept) + run.slice(kept).replace(/\d/g, () => String(Math.floor(next() * 10)));
  return line.replace(VARIED, (run) => {
    if (run.includes('.')) return run.slice(0, -1) + Math.floor(next() * 6);
    if (/[a-f]/.test(run)) return run.replace(/[0-9a-f]/g, (c) => (c < 'a' ? String(Math.floor(next() * 10)) : 'abcdef'[Math.floor(next() * 6)]));
    if (run.includes('-') || YEAR.test(run)) return run;
    const second = EPOCHS[run.length];
    if (second !== undefined && /^1[5-9]/.test(run)) return String(BigInt(run) + BigInt(shift) * second);
    // The front half keeps a number in its order of magnitude.
    return digits(run, Math.ceil(run.length / 2));
  });
}
