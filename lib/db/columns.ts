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
/** What a byte does: nothing, ends the line, begins or ends a quote, ends a word. */
const NEWLINE = 1, QUOTE = 2, SPACE = 3, KIND = new Uint8Array(256);
KIND[10] = NEWLINE; KIND[34] = QUOTE; KIND[32] = SPACE;
/** The column after a byte of a kind, by column * 4 + kind. The last column of a part takes the rest of its words. */
const NEXT: Int16Array = ((): Int16Array => {
  const base: number[] = [], width = (part: number): number => (part % 2 ? INSIDE : OUTSIDE);
  let columns = 0;
  for (let p = 0; p < PARTS; p++) { base.push(columns); columns += width(p); }
  const next = new Int16Array(columns * 4);
  for (let p = 0; p < PARTS; p++) for (let w = 0; w < width(p); w++) {
    const c = base[p] + w;
    next[c * 4] = c; next[c * 4 + NEWLINE] = 0; next[c * 4 + QUOTE] = base[Math.min(PARTS - 1, p + 1)]; next[c * 4 + SPACE] = w < width(p) - 1 ? c + 1 : c;
  }
  return next;
})();
const COLUMNS = NEXT.length / 4;

/** Where each column is written: as long as it was in the last chunk and a quarter more. Logs are alike from chunk to chunk. */
const starts = new Int32Array(COLUMNS), limits = new Int32Array(COLUMNS), at = new Int32Array(COLUMNS), SPARE = 256;
let room: Uint8Array = new Uint8Array(0);

/** How many bytes each column has, up to the last one used; and `write`, which puts the columns one after another into `out` from `offset`. Valid until the next call. */
export function toColumns(bytes: Uint8Array): { lengths: Int32Array; write(out: Uint8Array, offset: number): void } {
  if (room.length < bytes.length || !spread(bytes)) { measure(bytes); if (!spread(bytes)) throw new Error('columns were measured wrong'); }
  let used = COLUMNS;
  while (used > 1 && at[used - 1] === starts[used - 1]) used--;
  const lengths = new Int32Array(used);
  for (let k = 0; k < used; k++) lengths[k] = at[k] - starts[k];
  return { lengths, write(out, offset) { for (let k = 0; k < used; k++) if (lengths[k] > 0) { out.set(room.subarray(starts[k], starts[k] + lengths[k]), offset); offset += lengths[k]; } } };
}

/**
 * One pass: every byte goes to the place of its column. False when a column needed more room than it had: then what is there is worthless.
 * Four bytes are looked at and written at once; those behind the end of a word are overwritten by the next word of their column.
 */
function spread(bytes: Uint8Array): boolean {
  const n = bytes.length, whole = n - 4, out = room, from = new DataView(bytes.buffer, bytes.byteOffset, n), to = new DataView(out.buffer);
  at.set(starts);
  let column = 0, p = at[0], i = 0;
  while (i <= whole) {
    const four = from.getInt32(i, true);
    if (p > limits[column]) return false;
    to.setInt32(p, four, true);
    // The lowest bit that is left stands at the first byte below 35; none above does anything.
    const low = ((four - 0x23232323) | 0) & ~four & 0x80808080;
    if (low === 0) { i += 4; p += 4; continue; }
    const length = ((31 - Math.clz32(low & -low)) >> 3) + 1;
    i += length; p += length;
    const kind = KIND[bytes[i - 1]];
    if (kind === 0) continue;
    at[column] = p;
    column = NEXT[column * 4 + kind]; p = at[column];
  }
  for (; i < n; i++) {
    const c = bytes[i];
    if (p > limits[column]) return false;
    out[p++] = c;
    if (KIND[c] === 0) continue;
    at[column] = p;
    column = NEXT[column * 4 + KIND[c]]; p = at[column];
  }
  at[column] = p;
  return true;
}

/** Lays the places out for these bytes. */
function measure(bytes: Uint8Array): void {
  const n = bytes.length, lengths = new Int32Array(COLUMNS);
  let column = 0;
  for (let i = 0; i < n; i++) { lengths[column]++; column = NEXT[column * 4 + KIND[bytes[i]]]; }
  let sum = 0;
  for (let k = 0; k < COLUMNS; k++) { starts[k] = sum; sum += lengths[k] + (lengths[k] >> 2) + SPARE; limits[k] = sum - 4; }
  if (room.length < sum + 8) room = new Uint8Array(sum + 8);
}

/** The lines again. Throws when the lengths do not fit the bytes. */
export function fromColumns(lengths: ArrayLike<number>, bytes: Uint8Array, into: Uint8Array): void {
  const from = new Int32Array(COLUMNS), end = new Int32Array(COLUMNS), n = into.length;
  for (let k = 0, sum = 0; k < lengths.length; k++) { from[k] = sum; sum += lengths[k]; end[k] = sum; }
  for (let o = 0, column = 0; o < n;) {
    let i = from[column], kind = 0;
    const stop = end[column];
    if (i >= stop) throw new Error('columns do not fit');
    while (i < stop && kind === 0) { const c = bytes[i++]; into[o++] = c; kind = KIND[c]; }
    from[column] = i; column = NEXT[column * 4 + kind];
  }
}
