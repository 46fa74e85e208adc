/**
 * One path segment to its template, by what it looks like:
 *   123 -> {id}   user12345 -> user{id}   LH1234 -> {id}   order-77.json -> order-{id}.json   1,2,3 -> {id}
 *   3f2504e0-4f89-11d3-9a0c-0305e82c3301 -> {uuid}   main.4f3d2a1b.js -> main.{hash}.js   2026-03-12 -> {date}   a@b.de -> {email}
 * Escaped, non-ASCII or very long segments are what people typed: {slug}. v1, mp4, oauth2 stay.
 * Applied to its own result it changes nothing.
 */
const DIGIT = 1, HEX_LOWER = 2, LOWER = 4, HEX_UPPER = 8, UPPER = 16, DOT = 32, AT = 64, ODD = 128, MARK = 256, JOINER = 512;
/** Ends a segment. */
export const STOP = 1024;
const ALNUM = DIGIT | HEX_LOWER | LOWER | HEX_UPPER | UPPER, LETTERS = ALNUM & ~DIGIT, LOWERS = HEX_LOWER | LOWER, UPPERS = HEX_UPPER | UPPER;
/** Longer segments, as logged or as a template, are {slug}. */
export const MAX_SEGMENT = 48;

/** What a byte is. */
export const CLASS = new Uint16Array(256);
for (let c = 0; c < 256; c++) {
  const s = String.fromCharCode(c);
  CLASS[c] = /[0-9]/.test(s) ? DIGIT : /[a-f]/.test(s) ? HEX_LOWER : /[g-z]/.test(s) ? LOWER : /[A-F]/.test(s) ? HEX_UPPER : /[G-Z]/.test(s) ? UPPER
    : s === '.' ? DOT : s === '@' ? AT : '/?;#'.includes(s) ? STOP | ODD : '-_=+~'.includes(s) ? JOINER : c <= 32 || c >= 127 || s === '%' || s === '\\' || s === '"' ? ODD : MARK;
}
export const ID = Buffer.from('{id}'), UUID = Buffer.from('{uuid}'), HASH = Buffer.from('{hash}'), DATE = Buffer.from('{date}'), EMAIL = Buffer.from('{email}'), SLUG = Buffer.from('{slug}');

/**
 * Writes the template of the segment buf[from, to) to `out` at `at` and returns where it ends. The caller has copied the segment there
 * already (its first MAX_SEGMENT bytes) and gathered in `seen` the CLASS of its bytes.
 */
export function writeSegment(buf: Uint8Array, from: number, to: number, seen: number, out: Uint8Array, at: number): number {
  if (to - from > MAX_SEGMENT) return put(SLUG, out, at);
  if ((seen & (DIGIT | AT | ODD)) === 0) return at + to - from;
  if (seen === DIGIT) return put(ID, out, at);
  if (seen & ODD) return put(SLUG, out, at);
  if (seen & AT && seen & DOT && isEmail(buf, from, to)) return put(EMAIL, out, at);
  if ((seen & DIGIT) === 0) return at + to - from;
  if (to - from < 8 && (seen & ~(DIGIT | LOWERS)) === 0 && fewDigits(buf, from, to)) return at + to - from;
  // Parts between dots; within a part, tokens between any other marks.
  let end = at;
  for (let part = from; part <= to; part++) {
    let stop = part;
    while (stop < to && buf[stop] !== 46) stop++;
    if (part > from) out[end++] = 46;
    end = writePart(buf, part, stop, out, at, end);
    part = stop;
  }
  return end - at > MAX_SEGMENT ? put(SLUG, out, at) : end;
}

/** v1, mp4, oauth2: what most segments with letters and digits are, known at a glance. */
function fewDigits(buf: Uint8Array, from: number, to: number): boolean {
  let digits = 0;
  for (let i = from; i < to; i++) if (buf[i] < 58) digits++;
  return digits < 3;
}

function writePart(buf: Uint8Array, from: number, to: number, out: Uint8Array, start: number, at: number): number {
  const classOf = CLASS;
  let seen = 0, digits = 0;
  for (let i = from; i < to; i++) { const c = classOf[buf[i]]; seen |= c; digits += c & DIGIT; }
  const n = to - from;
  if (n === 36 && isUuid(buf, from)) return placeholder(UUID, out, start, at);
  if (n >= 10 && isDate(buf, from, to)) return placeholder(DATE, out, start, at);
  // Random bytes as base64 may hold "-" and "_", so they are looked at before a part falls into tokens.
  if (n >= 20 && digits >= 2 && seen & LOWERS && seen & UPPERS && (seen & ~(ALNUM | JOINER)) === 0) return placeholder(HASH, out, start, at);
  for (let token = from; token < to;) {
    if ((CLASS[buf[token]] & ALNUM) === 0) { out[at++] = buf[token++]; continue; }
    let stop = token;
    while (stop < to && (CLASS[buf[stop]] & ALNUM) !== 0) stop++;
    at = writeToken(buf, token, stop, out, start, at);
    token = stop;
  }
  return at;
}

function writeToken(buf: Uint8Array, from: number, to: number, out: Uint8Array, start: number, at: number): number {
  const classOf = CLASS;
  let seen = 0, digits = 0, firstDigit = -1, lastLetter = -1;
  for (let i = from; i < to; i++) {
    const c = classOf[buf[i]];
    seen |= c;
    if (c & DIGIT) { digits++; if (firstDigit < 0) firstDigit = i; } else lastLetter = i;
  }
  const n = to - from;
  if (digits === 0) { for (let i = from; i < to; i++) out[at++] = buf[i]; return at; }
  if (digits === n) return placeholder(ID, out, start, at);
  const hex = (seen & LETTERS) === HEX_LOWER || (seen & LETTERS) === HEX_UPPER;
  if ((hex && n >= 8) || n >= 16) return placeholder(HASH, out, start, at);
  if (digits >= 3 && lastLetter < firstDigit && firstDigit - from >= 3 && (seen & UPPERS) === 0) {
    for (let i = from; i < firstDigit; i++) out[at++] = buf[i];
    return put(ID, out, at);
  }
  if (digits >= 3 || (seen & UPPERS && n >= 5)) return placeholder(ID, out, start, at);
  for (let i = from; i < to; i++) out[at++] = buf[i];
  return at;
}

const put = (what: Uint8Array, out: Uint8Array, at: number): number => { for (let i = 0; i < what.length; i++) out[at++] = what[i]; return at; };

/** A placeholder, or nothing when the same one stands before the last separator: a list of ids is one {id}, however long. */
function placeholder(what: Uint8Array, out: Uint8Array, start: number, at: number): number {
  const n = what.length, before = at - 1 - n;
  if (before >= start && (CLASS[out[at - 1]] & ALNUM) === 0 && out[at - 1] !== 123) {
    let i = 0;
    while (i < n && out[before + i] === what[i]) i++;
    if (i === n) return at - 1;
  }
  return put(what, out, at);
}

function isUuid(buf: Uint8Array, from: number): boolean {
  for (let i = 0; i < 36; i++) {
    const c = buf[from + i];
    if (i === 8 || i === 13 || i === 18 || i === 23) { if (c !== 45) return false; } else if ((CLASS[c] & (DIGIT | HEX_LOWER | HEX_UPPER)) === 0) return false;
  }
  return true;
}
/** yyyy-mm-dd, perhaps with a time behind it. */
function isDate(buf: Uint8Array, from: number, to: number): boolean {
  for (let i = 0; i < 10; i++) if (i === 4 || i === 7 ? buf[from + i] !== 45 : (CLASS[buf[from + i]] & DIGIT) === 0) return false;
  return to - from === 10 || buf[from + 10] === 84 || buf[from + 10] === 95;
}
function isEmail(buf: Uint8Array, from: number, to: number): boolean {
  let at = -1;
  for (let i = from; i < to; i++) if (buf[i] === 64) { if (at >= 0) return false; at = i; }
  if (at <= from) return false;
  for (let i = at + 2; i < to - 1; i++) if (buf[i] === 46) return true;
  return false;
}
