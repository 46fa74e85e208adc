/** The headers that are secret as a whole, Authorization and Cookie and what ends so, wherever a log writes them out. */
import { BARE, CLASS, KEY, stars } from './redact-bytes';
import { blanks } from './redact-json-text';

const NEWLINE = 10, RETURN = 13, BLANK = 32, QUOTE = 34, COMMA = 44, COLON = 58, EQUALS = 61, LIST = 91, BACKSLASH = 92, LIST_END = 93, OPEN = 123, CLOSE = 125;
/** What stands before the last letters of each, by which it is found: "zation" and "kie". */
export const AUTHORIZATION = Buffer.from('authori'), COOKIE = Buffer.from('coo');

/** A header name whose last letters end at `at`: its value is stars, be it `Name: value`, `"Name":"value"` or `name=value`. */
export function header(b: Buffer, at: number, head: Buffer): void {
  const tail = head === COOKIE ? 3 : 6, start = at - tail - head.length;
  if (start < 0) return;
  for (let i = 0; i < head.length; i++) if ((b[start + i] | 32) !== head[i]) return;
  let value = at, quoted = false;
  const escaped = b[value] === BACKSLASH;
  if (escaped) value++;
  if (b[value] === QUOTE) { value++; quoted = true; }
  // The name of a member of JSON is in quotes; only there tabs are blanks.
  const skip = (i: number): number => { if (quoted) return blanks(b, i, escaped); while (b[i] === BLANK) i++; return i; };
  value = skip(value);
  if (b[value] !== COLON && b[value] !== EQUALS) return;
  value = skip(value + 1);
  if (quoted && noText(b, value, escaped)) return;
  if (b[value] === BACKSLASH) value++;
  if (b[value] === QUOTE || b[value] === LIST) {
    const list = b[value++] === LIST;
    if (quoted && list) value = blanks(b, value, escaped);
    // Two quotes are an empty value, or of CSV and the value stands behind them.
    if (b[value] === QUOTE && (list || CLASS[b[value + 1]] & KEY)) value++;
    if (!quoted && endsText(b, value)) return;
    quoted = true;
  }
  let to = value;
  while (to < b.length && b[to] !== QUOTE && b[to] !== BACKSLASH && b[to] !== NEWLINE && b[to] !== RETURN && (quoted || b[to] !== COMMA)) to++;
  stars(b, value, to);
}
/** Whether JSON other than a text, or a list of texts, stands at `at`: what is secret in it is overwritten already (redact-json.ts). */
function noText(b: Buffer, at: number, escaped: boolean): boolean {
  let i = b[at] === LIST ? blanks(b, at + 1, escaped) : at;
  if (b[i] === LIST || b[i] === LIST_END) return true;
  if (b[i] === OPEN) { i = blanks(b, i + 1, escaped); return b[i] === QUOTE || b[i] === BACKSLASH || b[i] === CLOSE; }
  let to = i;
  while (CLASS[b[to]] & BARE) to++;
  return to > i && (to >= b.length || /[\s,\]}\\]/.test(String.fromCharCode(b[to]))) && /^(-?\d[\d.eE+-]*|true|false|null)$/.test(b.toString('latin1', i, to));
}
/** Whether the quote before `at` ended a text of JSON, as in `"msg":"no Cookie:","status":400`. */
function endsText(b: Buffer, at: number): boolean {
  const i = blanks(b, at, false), c = b[i], next = b[blanks(b, i + 1, false)];
  if (b[at - 1] !== QUOTE) return false;
  if (c === COMMA) return next === QUOTE || next === BACKSLASH || next === OPEN || next === LIST;
  return c === COLON || ((c === CLOSE || c === LIST_END) && (next === undefined || next === NEWLINE || next === COMMA || next === CLOSE || next === LIST_END || next === QUOTE));
}
