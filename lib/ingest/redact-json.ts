/**
 * Secrets in JSON, and in JSON within JSON, whose quotes are `\"`:
 * - members with a secret key: `"otp":"text"`, `"otp":123456`, `"otp":["text", 1]`; an object behind such a key stays, but for its own secrets;
 * - members whose text is a secret key, with the secret beside them: `{"name":"x-api-key","value":"text"}` as of HAR and AWS WAF,
 *   `{"key":"http.request.header.x-api-key","value":{"arrayValue":{"values":[{"stringValue":"text"}]}}}` as of OpenTelemetry. "name" or "key",
 *   then "value", "values" or "raw_value", or the other way round, with up to SIBLINGS members of texts, numbers and literals between them.
 * Texts become stars and numbers nines, so JSON stays JSON; true, false, null and the names of members stay.
 *
 * Not known: pairs as lists (`["x-api-key","text"]`), cookies that are named each for itself, pairs over several lines, keys that are written
 * with escapes; JSON within JSON within JSON, and in JSON within JSON a `\t` or `\n` beside a colon.
 */
import { BARE, CLASS, DIGIT, KEY, nines, stars } from './redact-bytes';
import { blanks, blanksBefore, isWord, textBefore, textClosed, textEnd, textStart } from './redact-json-text';
import type { SecretKeys } from './redact-keys';
import { KEY_REACH } from './secret-marks';

const QUOTE = 34, COMMA = 44, MINUS = 45, COLON = 58, LIST = 91, BACKSLASH = 92, LIST_END = 93, OPEN = 123, CLOSE = 125;
/** Longer names of members are no secret keys; keys that are texts may be longer, for their prefixes (KEY_REACH). */
const MAX_NAME = 60;
const SIBLINGS = 4;
/** Values that stand before their key are no deeper: {"arrayValue":{"values":[{"stringValue":""}]}}. */
const MAX_DEPTH = 6;

/** The member of JSON with the quote at `at` behind its name. */
export function member(b: Buffer, at: number, keys: SecretKeys): void {
  const escaped = b[at - 1] === BACKSLASH, to = escaped ? at - 1 : at;
  let from = to;
  while (from > 0 && to - from < MAX_NAME && CLASS[b[from - 1]] & KEY) from--;
  if (from === to || b[from - 1] !== QUOTE) return;
  const colon = blanks(b, at + 1, escaped), value = blanks(b, colon + 1, escaped);
  if (b[colon] !== COLON) return;
  if (isWord(b, from, to, 'key') || isWord(b, from, to, 'name')) pair(b, escaped ? from - 2 : from - 1, value, escaped, keys);
  if (keys.secretInJson(b, from, to)) veil(b, value, b.length, escaped, false);
}

/** A member that begins at `start` and whose text, at `at`, may be a secret key. */
function pair(b: Buffer, start: number, at: number, escaped: boolean, keys: SecretKeys): void {
  const from = textStart(b, at, escaped);
  if (from < 0) return;
  let to = from;
  while (to - from < KEY_REACH && CLASS[b[to]] & KEY) to++;
  const end = textClosed(b, to, escaped);
  if (end < 0 || !keys.secretInJson(b, from, to)) return;
  if (!valueBehind(b, end, escaped)) valueBefore(b, start, escaped);
}

/** Overwrites the value among the members behind `at`; whether there is one. */
function valueBehind(b: Buffer, at: number, escaped: boolean): boolean {
  for (let i = at, n = 0; n <= SIBLINGS; n++) {
    i = blanks(b, i, escaped);
    if (b[i] !== COMMA) return false;
    const name = textStart(b, blanks(b, i + 1, escaped), escaped);
    if (name < 0) return false;
    const to = textEnd(b, name, escaped), end = textClosed(b, to, escaped);
    if (end < 0) return false;
    i = blanks(b, end, escaped);
    if (b[i] !== COLON) return false;
    i = blanks(b, i + 1, escaped);
    if (isValue(b, name, to)) { veil(b, i, b.length, escaped, true); return true; }
    i = scalar(b, i, escaped, false);
    if (i < 0) return false;
  }
  return false;
}

/** The same for the members before `at`. */
function valueBefore(b: Buffer, at: number, escaped: boolean): void {
  for (let i = at, n = 0; n <= SIBLINGS; n++) {
    i = blanksBefore(b, i, escaped);
    if (b[i - 1] !== COMMA) return;
    const to = blanksBefore(b, i - 1, escaped), value = valueStart(b, to, escaped);
    if (value < 0) return;
    i = blanksBefore(b, value, escaped);
    if (b[i - 1] !== COLON) return;
    const end = blanksBefore(b, i - 1, escaped), name = textBefore(b, end, escaped), quote = escaped ? 2 : 1;
    if (name < 0) return;
    if (isValue(b, name + quote, end - quote)) { veil(b, value, to, escaped, true); return; }
    i = name;
  }
}
const isValue = (b: Buffer, from: number, to: number): boolean => isWord(b, from, to, 'value') || isWord(b, from, to, 'values') || isWord(b, from, to, 'raw_value') || isWord(b, from, to, 'rawvalue');

/** Overwrites the texts and numbers of the value in [at, to), at most to where it ends; of an object only if `objects`. */
function veil(b: Buffer, at: number, to: number, escaped: boolean, objects: boolean): void {
  for (let i = at, depth = 0; i < to;) {
    i = blanks(b, i, escaped);
    const c = b[i];
    if (c === LIST || (c === OPEN && objects)) { depth++; i++; }
    else if (c === LIST_END || c === CLOSE) { if (--depth <= 0) return; i++; }
    else if (c === COMMA && depth > 0) i++;
    else {
      const colon = objects && depth > 0 ? colonBehind(b, i, escaped) : -1;
      i = colon < 0 ? scalar(b, i, escaped, true) : colon + 1;
      if (i < 0 || depth === 0) return;
    }
  }
}
/** Where the colon stands behind the text at `at`, when that is the name of a member. */
function colonBehind(b: Buffer, at: number, escaped: boolean): number {
  const end = scalar(b, at, escaped, false), colon = end < 0 || b[end - 1] !== QUOTE ? -1 : blanks(b, end, escaped);
  return b[colon] === COLON ? colon : -1;
}
/** The end of the text, number or literal at `at`, -1 where there is none; it is overwritten if it is `secret`. */
function scalar(b: Buffer, at: number, escaped: boolean, secret: boolean): number {
  const text = textStart(b, at, escaped);
  if (text >= 0) {
    const to = textEnd(b, text, escaped);
    if (secret) stars(b, text, to);
    return textClosed(b, to, escaped);
  }
  if (secret && (b[at] === MINUS || CLASS[b[at]] & DIGIT)) nines(b, at);
  let i = at;
  while (CLASS[b[i]] & BARE) i++;
  return i > at ? i : -1;
}
/** Where the value begins that ends before `end`; -1 where that is not to be seen. */
function valueStart(b: Buffer, end: number, escaped: boolean): number {
  let i = end, depth = 0;
  do {
    i = blanksBefore(b, i, escaped);
    const c = b[i - 1], from = i;
    if (c === QUOTE) { i = textBefore(b, i, escaped); if (i < 0) return -1; }
    else if (c === CLOSE || c === LIST_END) { i--; if (++depth > MAX_DEPTH) return -1; }
    else if (c === OPEN || c === LIST) { i--; if (--depth < 0) return -1; }
    else if (depth > 0 && (c === COMMA || c === COLON)) i--;
    else {
      while (CLASS[b[i - 1]] & BARE) i--;
      // The letter of a `\n` is none of the number or literal behind it.
      if (escaped && i < from && b[i - 1] === BACKSLASH) i++;
      if (i === from) return -1;
    }
  } while (depth > 0);
  return i;
}
