/** Texts and blanks of JSON, forwards and backwards; `escaped`: within a text of JSON, where a quote is `\"` and a line's end may be `\n`. Never over the end of a line. */
const TAB = 9, NEWLINE = 10, RETURN = 13, BLANK = 32, QUOTE = 34, BACKSLASH = 92, SMALL_N = 110, SMALL_R = 114, SMALL_T = 116;

/** The first byte from `at` on that is not blank. */
export function blanks(b: Buffer, at: number, escaped: boolean): number {
  for (let i = at; ;) {
    if (isBlank(b[i])) i++;
    else if (escaped && b[i] === BACKSLASH && isBlankLetter(b[i + 1])) i += 2;
    else return i;
  }
}
/** Where the blanks before `at` begin. */
export function blanksBefore(b: Buffer, at: number, escaped: boolean): number {
  for (let i = at; ;) {
    if (isBlank(b[i - 1])) i--;
    else if (escaped && isBlankLetter(b[i - 1]) && b[i - 2] === BACKSLASH) i -= 2;
    else return i;
  }
}
const isBlank = (c: number): boolean => c === BLANK || c === TAB || c === RETURN;
const isBlankLetter = (c: number): boolean => c === SMALL_N || c === SMALL_R || c === SMALL_T;

/** Behind the quote at `at`, -1 where there is none. */
export function textStart(b: Buffer, at: number, escaped: boolean): number {
  if (!escaped) return b[at] === QUOTE ? at + 1 : -1;
  return b[at] === BACKSLASH && b[at + 1] === QUOTE ? at + 2 : -1;
}
/** Behind the quote that ends a text at `to`, -1 where it is cut off. */
export const textClosed = textStart;
/** Where a text ends that begins at `at`, closed or cut off. */
export function textEnd(b: Buffer, at: number, escaped: boolean): number {
  let i = at;
  while (i < b.length && b[i] !== QUOTE && b[i] !== NEWLINE) {
    if (b[i] !== BACKSLASH) { i++; continue; }
    if ((escaped && b[i + 1] === QUOTE) || b[i + 1] === NEWLINE) return i;
    i += 2;
    if (escaped && b[i - 1] === BACKSLASH && b[i] !== QUOTE && b[i] !== NEWLINE) i += b[i] === BACKSLASH && b[i + 1] !== NEWLINE ? 2 : 1;
  }
  return Math.min(i, b.length);
}
/** Where the text with its quotes begins that ends before `end`, -1 where none does. */
export function textBefore(b: Buffer, end: number, escaped: boolean): number {
  for (let i = end - 1, quotes = 0; i >= 0 && b[i] !== NEWLINE; i--) {
    if (b[i] !== QUOTE) { if (quotes === 0) return -1; continue; }
    let slashes = 0;
    while (b[i - slashes - 1] === BACKSLASH) slashes++;
    // Within a text of JSON every backslash is two, and a quote has one more.
    const inner = escaped ? (slashes - 1) / 2 : slashes;
    if (inner % 1 !== 0) return -1;
    if (inner % 2 === 0 && ++quotes === 2) return escaped ? i - 1 : i;
    i -= slashes;
  }
  return -1;
}

/** Whether [from, to) is `word`, in whatever case. */
export function isWord(b: Buffer, from: number, to: number, word: string): boolean {
  if (to - from !== word.length) return false;
  for (let i = 0; i < word.length; i++) if ((b[from + i] | 32) !== (word.charCodeAt(i) | 32)) return false;
  return true;
}
