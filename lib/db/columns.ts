/**
 * Lines by columns: the bytes of a chunk put in another order, first words of all lines together, then second words, and so on, so that a
 * fast compressor sees like beside like. On gateway logs brotli's quality 1 then needs a fifth to a quarter less space and half the time.
 * Any bytes come back exactly.
 *
 * A line is cut at spaces and quotes. What stands before the first quote has its own columns, the text of the first quote its own, and so
 * on: a user agent with more words than the next one does not shift what follows it. A word takes the byte that ends it along, so the
 * columns tell by themselves where a line goes on, and only their lengths are kept beside them.
 */
const PARTS = 128, OUTSIDE = 8, INSIDE = 3;
/** First column and number of columns of each part of a line; odd parts are quoted. */
const BASE = new Int32Array(PARTS), WIDTH = new Int32Array(PARTS);
let all = 0;
for (let p = 0; p < PARTS; p++) { BASE[p] = all; WIDTH[p] = p % 2 ? INSIDE : OUTSIDE; all += WIDTH[p]; }
const COLUMNS = all;
const NEWLINE = 10, QUOTE = 34, SPACE = 32;

let words = 1 << 16, ends = new Int32Array(words), columns = new Uint16Array(words);

/** The columns one after another, and how many bytes each has, up to the last one used. */
export function toColumns(bytes: Uint8Array): { lengths: Int32Array; bytes: Uint8Array } {
  const lengths = new Int32Array(COLUMNS), n = bytes.length;
  let count = 0, start = 0, part = 0, word = 0, column = 0, used = 0;
  for (let i = 0; i < n; i++) {
    const c = bytes[i];
    if (c > QUOTE || (c !== SPACE && c !== QUOTE && c !== NEWLINE)) continue;
    if (c === NEWLINE) part = word = 0;
    else if (c === QUOTE) { if (part < PARTS - 1) part++; word = 0; }
    else if (word < WIDTH[part] - 1) word++;
    else continue;
    if (count === words - 1) grow();
    ends[count] = i + 1; columns[count++] = column;
    lengths[column] += i + 1 - start; start = i + 1;
    if (column > used) used = column;
    column = BASE[part] + word;
  }
  if (start < n) { ends[count] = n; columns[count++] = column; lengths[column] += n - start; if (column > used) used = column; }
  const at = new Int32Array(used + 1), out = new Uint8Array(n);
  for (let k = 1; k <= used; k++) at[k] = at[k - 1] + lengths[k - 1];
  for (let w = 0, i = 0; w < count; w++) {
    const end = ends[w], k = columns[w];
    let o = at[k];
    while (i < end) out[o++] = bytes[i++];
    at[k] = o;
  }
  return { lengths: lengths.slice(0, used + 1), bytes: out };
}

/** The lines again. Throws when the lengths do not fit the bytes. */
export function fromColumns(lengths: ArrayLike<number>, bytes: Uint8Array, into: Uint8Array): void {
  const at = new Int32Array(COLUMNS), end = new Int32Array(COLUMNS);
  for (let k = 0, sum = 0; k < lengths.length; k++) { at[k] = sum; sum += lengths[k]; end[k] = sum; }
  const n = into.length;
  for (let o = 0, part = 0, word = 0, column = 0; o < n;) {
    let i = at[column];
    const stop = end[column], before = column;
    if (i >= stop) throw new Error('columns do not fit');
    while (i < stop) {
      const c = bytes[i++];
      into[o++] = c;
      if (c > QUOTE || (c !== SPACE && c !== QUOTE && c !== NEWLINE)) continue;
      if (c === NEWLINE) part = word = 0;
      else if (c === QUOTE) { if (part < PARTS - 1) part++; word = 0; }
      else if (word < WIDTH[part] - 1) word++;
      else continue;
      column = BASE[part] + word;
      if (column !== before) break;
    }
    at[before] = i;
  }
}

function grow(): void {
  words *= 2;
  const e = new Int32Array(words), c = new Uint16Array(words);
  e.set(ends); c.set(columns); ends = e; columns = c;
}
