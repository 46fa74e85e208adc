/**
 * Header lines: lines that say what the lines behind them mean. Chunks are read alone, so each carries the header lines in force where
 * it begins, its preamble. Which lines these are follows from the content alone, never from settings:
 * - the last "#Fields:" line and the last "#Date:" line of a W3C log;
 * - the first line of the content, where it looks like names with commas, semicolons, tabs or bars between them (CSV).
 */
export const MAX_HEADER = 4096;
const NEWLINE = 10, HASH = 35;
const FIELDS = Buffer.from('#Fields'), DATE = Buffer.from('#Date');

export class PreambleTracker {
  private names: Buffer | null = null; private date: Buffer | null = null; private fields: Buffer | null = null;
  private joined: Buffer | null = null;

  /** `before`: the preamble of the chunk that comes first, null at the start of the content. */
  constructor(before: Uint8Array | null) {
    if (before === null) return;
    const all = Buffer.from(before);
    for (let from = 0; from < all.length;) {
      const end = lineBehind(all, from), line = all.subarray(from, end);
      if (stands(line, 0, FIELDS)) this.fields = line; else if (stands(line, 0, DATE)) this.date = line; else this.names = line;
      from = end;
    }
    this.joined = all;
  }

  /** What is in force behind all that was passed; null = nothing. Never written to, and its memory is its own. */
  get preamble(): Buffer | null { return this.joined; }

  /** Goes through whole lines; `offset` is where they stand in the content. */
  pass(bytes: Buffer, offset: number): void {
    const { names, date, fields } = this;
    if (offset === 0 && bytes.length > 0) { const end = lineBehind(bytes, 0); if (looksLikeNames(bytes, 0, end)) this.names = owned(bytes, 0, end); }
    // Most logs have no "#" at all: one search instead of two.
    const hash = bytes.indexOf(HASH);
    if (hash >= 0) { this.fields = lastLine(bytes, FIELDS, hash) ?? fields; this.date = lastLine(bytes, DATE, hash) ?? date; }
    if (this.names === names && this.date === date && this.fields === fields) return;
    const parts = [this.names, this.date, this.fields].filter((p) => p !== null);
    this.joined = Buffer.allocUnsafeSlow(parts.reduce((n, p) => n + p.length, 0));
    let at = 0;
    for (const p of parts) at += p.copy(this.joined, at);
  }
}

/** The last line from `from` on that begins with `word` and a colon, with its line end. */
function lastLine(bytes: Buffer, word: Buffer, from: number): Buffer | null {
  let found = -1, end = 0;
  // The search goes from one "#" to the next, and few lines have one.
  for (let at = bytes.indexOf(word, from); at >= 0; at = bytes.indexOf(word, at + word.length)) {
    if (!stands(bytes, at, word) || (at > 0 && bytes[at - 1] !== NEWLINE)) continue;
    const behind = lineBehind(bytes, at);
    if (behind - at <= MAX_HEADER) { found = at; end = behind; }
  }
  return found < 0 ? null : owned(bytes, found, end);
}

const stands = (bytes: Buffer, at: number, word: Buffer): boolean => bytes[at + word.length] === 58 && bytes.compare(word, 0, word.length, at, at + word.length) === 0;
const lineBehind = (bytes: Buffer, from: number): number => { const newline = bytes.indexOf(NEWLINE, from); return newline < 0 ? bytes.length : newline + 1; };

/** A copy that always ends its line: the content's last line may lack its end. */
function owned(bytes: Buffer, from: number, to: number): Buffer {
  const closed = bytes[to - 1] === NEWLINE, copy = Buffer.alloc(to - from + (closed ? 0 : 1), NEWLINE);
  bytes.copy(copy, 0, from, to);
  return copy;
}

const SEPARATORS = [44, 59, 9, 124];
/**
 * Whether a line may be a CSV header: three names or more between the same separators, none of them a number, a time or an address. What the
 * names mean is for the format to say; a line of another kind taken for one costs nothing but its bytes.
 */
export const looksLikeNames = (bytes: Buffer, from: number, to: number): boolean => separatorOf(bytes, from, to) >= 0;

/** The byte that parts the names of a header: comma, semicolon, tab or bar, whichever parts most; -1 = it is none. */
export function separatorOf(bytes: Buffer, from: number, to: number): number {
  while (to > from && (bytes[to - 1] === NEWLINE || bytes[to - 1] === 13)) to--;
  if (to - from > MAX_HEADER || to - from < 5 || bytes[from] === 123 || bytes[from] === 91 || bytes[from] === 60 || bytes[from] === 35) return -1;
  let best = -1, most = 2;
  for (const s of SEPARATORS) { const n = namesBetween(bytes, from, to, s); if (n > most) { best = s; most = n; } }
  return best;
}

/** How many names stand between separators; 0 when one of them is no name. */
function namesBetween(bytes: Buffer, from: number, to: number, separator: number): number {
  let names = 0, letters = 0, digits = 0, number = false, quoted = false;
  for (let i = from; i <= to; i++) {
    const c = i < to ? bytes[i] : separator;
    if (c === separator && (!quoted || i === to)) {
      // "p95" and "4xx" are names, "30ms" and "Mar 12 09:20:01" are not.
      if (number ? digits >= letters : digits > letters + 4) return 0;
      if (letters > 0) names++;
      letters = digits = 0; number = false;
    } else if (c === 34) quoted = !quoted;
    else if (c >= 48 && c <= 57) { if (letters === 0) number = true; digits++; }
    else if ((c | 32) >= 97 && (c | 32) <= 122 || c >= 128) letters++;
    else if (c < 32 && c !== 9 || c === 61) return 0;
  }
  return names;
}
