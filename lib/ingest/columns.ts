/**
 * A chunk's bytes, rearranged so that they compress better: the n-th word of every line stands together, so that addresses meet addresses and
 * durations meet durations. brotli at its fastest then leaves 14 % of an nginx log instead of 18 %. Reversible for any bytes.
 *
 * A word ends with a space, a quote or a newline, which is part of it; a newline starts a new line. Words past the last column share it.
 * Layout: u32 length of the original, u8 number of columns, u32 length of each, then the columns.
 */
const COLUMNS = 96, NEWLINE = 10, SPACE = 32, QUOTE = 34, HEAD = 5;
/** Columns do not start at like addresses, or they would push one another out of the processor's cache. */
const SKEW = 4160;

/** Room for a whole chunk in every column, so that no column is ever measured or grown. Pages that no word touches take no memory. */
let room = 0, scratch = new Uint8Array(0), packed = new Uint8Array(0);
const at = new Int32Array(COLUMNS);

/** The result is valid until the next call: it is made to be compressed at once. */
export function toColumns(bytes: Uint8Array): Uint8Array {
  const n = bytes.length;
  if (n > room) { room = Math.max(n, 1 << 20) + SKEW; scratch = new Uint8Array(room * COLUMNS); }
  const to = scratch;
  for (let c = 0; c < COLUMNS; c++) at[c] = c * room;
  let column = 0, used = 0, p = 0;
  for (let i = 0; i < n; i++) {
    const byte = bytes[i];
    to[p++] = byte;
    if (byte > QUOTE) continue; // nearly every byte
    if (byte === NEWLINE) { at[column] = p; column = 0; p = at[0]; }
    else if ((byte === SPACE || byte === QUOTE) && column < COLUMNS - 1) { at[column] = p; if (++column > used) used = column; p = at[column]; }
  }
  at[column] = p;
  const columns = n === 0 ? 0 : used + 1, size = HEAD + 4 * columns + n;
  if (size > packed.length) packed = new Uint8Array(size + SKEW);
  const out = packed.subarray(0, size), view = new DataView(packed.buffer);
  view.setUint32(0, n, true); out[4] = columns;
  for (let c = 0, start = HEAD + 4 * columns; c < columns; c++) {
    const from = c * room, length = at[c] - from;
    view.setUint32(HEAD + 4 * c, length, true); out.set(to.subarray(from, at[c]), start); start += length;
  }
  return out;
}

/** The original bytes. Throws a RangeError on bytes that `toColumns` did not make. */
export function fromColumns(packed: Uint8Array): Buffer {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  if (packed.length < HEAD) throw new RangeError('not a rearranged chunk: too short');
  const n = view.getUint32(0, true), columns = packed[4];
  if (packed.length !== HEAD + 4 * columns + n || columns > COLUMNS || (n > 0 && columns === 0)) throw new RangeError('not a rearranged chunk: its lengths do not fit');
  const out = Buffer.allocUnsafe(n), next = new Int32Array(COLUMNS);
  for (let c = 0, start = HEAD + 4 * columns; c < columns; c++) { next[c] = start; start += view.getUint32(HEAD + 4 * c, true); }
  for (let i = 0, column = 0; i < n;) {
    let p = next[column], byte: number;
    do { byte = packed[p++]; out[i++] = byte; } while ((byte > QUOTE || (byte !== NEWLINE && byte !== SPACE && byte !== QUOTE)) && i < n);
    next[column] = p;
    if (byte === NEWLINE) column = 0; else if (column < COLUMNS - 1) column++;
  }
  return out;
}
