/** Times that an Apache layout puts together of pieces, %{%Y-%m-%d}t and the like: a clock that is filled piece by piece. */
import { DASH, isDigit } from './scan';
import { month } from './scan-time';

/** What a conversion of strftime fills in, and how many digits it has; names and zones have a width of their own. */
export type Piece = { fill: keyof Clock | 'literal'; digits: number; text: string };
type Clock = { year: number; month: number; day: number; hour: number; minute: number; second: number; pm: number; zone: number; epoch: number; ms: number };

const NUMBERS: Record<string, [keyof Clock, number]> = { Y: ['year', 4], m: ['month', 2], d: ['day', 2], e: ['day', 2], H: ['hour', 2], k: ['hour', 2], I: ['hour', 2], M: ['minute', 2], S: ['second', 2] };
const COMPOSED: Record<string, string> = { F: '%Y-%m-%d', T: '%H:%M:%S', D: '%m/%d/%y', R: '%H:%M' };

/** @returns the pieces of a strftime text, or the conversion that is not known. */
export function strftimePieces(text: string): Piece[] | string {
  const out: Piece[] = [];
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '%' || i + 1 >= text.length) { out.push({ fill: 'literal', digits: 0, text: text[i] }); continue; }
    const c = text[++i];
    if (Object.hasOwn(NUMBERS, c)) out.push({ fill: NUMBERS[c][0], digits: NUMBERS[c][1], text: c });
    else if (Object.hasOwn(COMPOSED, c)) { const inner = strftimePieces(COMPOSED[c]); if (typeof inner === 'string') return inner; out.push(...inner); }
    else if (c === 'y') out.push({ fill: 'year', digits: 2, text: c });
    else if (c === 'b' || c === 'h') out.push({ fill: 'month', digits: 0, text: 'b' });
    else if (c === 'z') out.push({ fill: 'zone', digits: 0, text: 'z' });
    else if (c === 'p') out.push({ fill: 'pm', digits: 0, text: 'p' });
    else if (c === 's') out.push({ fill: 'epoch', digits: 0, text: 's' });
    else if (c === '%') out.push({ fill: 'literal', digits: 0, text: '%' });
    else return `%${c}`;
  }
  return out;
}

export const clock: Clock = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0, pm: -1, zone: NaN, epoch: NaN, ms: NaN };
export function beginClock(): void { clock.year = clock.month = clock.day = clock.hour = clock.minute = clock.second = 0; clock.pm = -1; clock.zone = clock.epoch = clock.ms = NaN; }

/** Reads one piece at `from` into the clock; where it ends, -1 when it does not stand there. */
export function readPiece(p: Piece, buf: Buffer, from: number, to: number): number {
  if (p.fill === 'literal') return from < to && buf[from] === p.text.charCodeAt(0) ? from + 1 : -1;
  if (p.text === 'b') { const m = month(buf, from, to); clock.month = m; return m > 0 ? from + 3 : -1; }
  if (p.text === 'p') { const c = buf[from] | 32; clock.pm = c === 112 ? 1 : 0; return from + 2 <= to && (c === 112 || c === 97) ? from + 2 : -1; }
  if (p.text === 'z') return readZone(buf, from, to);
  let i = from, n = 0;
  const limit = p.digits > 0 ? Math.min(to, from + p.digits) : to;
  // "%e" and "%k" fill up with a blank.
  while (i < limit && p.digits === 2 && buf[i] === 32) i++;
  const first = i;
  while (i < limit && isDigit(buf[i])) n = n * 10 + buf[i++] - 48;
  if (i === first || (p.digits > 0 && i !== from + p.digits)) return -1;
  clock[p.fill] = p.text === 'y' ? 2000 + n : p.fill === 'epoch' ? n * 1000 : n;
  return i;
}

function readZone(buf: Buffer, from: number, to: number): number {
  const sign = buf[from] === DASH ? -1 : 1, colon = buf[from + 3] === 58 ? 1 : 0, end = from + 5 + colon;
  if (end > to || (buf[from] !== 43 && buf[from] !== DASH)) return -1;
  const two = (i: number): number => (isDigit(buf[i]) && isDigit(buf[i + 1]) ? (buf[i] - 48) * 10 + buf[i + 1] - 48 : NaN);
  const minutes = two(from + 1) * 60 + two(from + 3 + colon);
  clock.zone = sign * minutes * 60_000;
  return Number.isNaN(minutes) ? -1 : end;
}
