/** What redaction knows of single bytes, and how it overwrites them: never another length, never another line. */
/** KEY and JWT may be of a key and of a token, VALUE of a value in a query, BARE of a JSON number or literal. */
export const KEY = 1, HEX = 2, VALUE = 4, DIGIT = 8, LOWER = 16, UPPER = 32, JWT = 64, BARE = 128;
export const CLASS = new Uint8Array(256);
for (let c = 33; c < 127; c++) {
  const s = String.fromCharCode(c);
  CLASS[c] = (/[\w.-]/.test(s) ? KEY : 0) | (/[0-9A-Fa-f]/.test(s) ? HEX : 0) | (/[0-9]/.test(s) ? DIGIT : /[a-z]/.test(s) ? LOWER : /[A-Z]/.test(s) ? UPPER : 0)
    | (/[&;,"'<>|()[\]{}#\\]/.test(s) ? 0 : VALUE) | (/[\w.-]/.test(s) ? JWT : 0) | (/[\w.+-]/.test(s) ? BARE : 0);
}
for (let c = 128; c < 256; c++) CLASS[c] = VALUE;

const STAR = 42, ZERO = 48, NINE = 57, PLUS = 43, MINUS = 45, POINT = 46, SMALL_E = 101;

export function stars(b: Buffer, from: number, to: number): void { for (let i = from; i < to; i++) b[i] = STAR; }

/** Overwrites the JSON number at `at`, 9 for each digit, 0 for each of an exponent: a number again, whatever it was. @returns its end. */
export function nines(b: Buffer, at: number): number {
  let i = at, digit = NINE;
  for (; i < b.length; i++) {
    const c = b[i];
    if (c >= ZERO && c <= NINE) b[i] = digit;
    else if ((c | 32) === SMALL_E) digit = ZERO;
    else if (c !== PLUS && c !== MINUS && c !== POINT) break;
  }
  return i;
}
