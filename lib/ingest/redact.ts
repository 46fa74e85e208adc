/**
 * Secrets do not come in. `redact` overwrites them in a chunk's own bytes before anything else sees the chunk: with '*', as many as the
 * secret had bytes, so that no offset and no length changes and every byte stays accounted for. Applied twice it changes nothing more.
 *
 * What counts as a secret:
 * - the value behind a key of the list (`token=…`), in queries, cookies and key=value fields; keys that are also ordinary field names
 *   (`code=504`) only behind `?`, `&` or `;`; the text of a JSON member with such a key, or its texts, in JSON within JSON too;
 * - a query value that looks random: 24 bytes or more with upper case, lower case and digits, or 40 or more of hex; UUIDs stay;
 * - a JSON web token anywhere; what follows `Bearer` or `Basic`; the values of Authorization and Cookie headers;
 * - the user name and password of a URL.
 */
import { startsWith } from '../formats/scan';
import { MARK_REACH, secretMarks } from './secret-marks';
import type { ParseSettings } from './settings';

/** Redacted wherever they stand before '=', and as keys of JSON. */
const STRONG = ['token', 'access_token', 'refresh_token', 'id_token', 'auth_token', 'authtoken', 'csrf_token', 'xsrf_token', 'api_key', 'apikey', 'api-key', 'x-api-key', 'access_key', 'secret_key', 'private_key',
  'password', 'passwd', 'pwd', 'passphrase', 'secret', 'client_secret', 'signature', 'authorization', 'jwt', 'sessionid', 'session_id', 'session_token', 'jsessionid', 'phpsessid', 'aspsessionid', 'asp.net_sessionid', '.aspxauth',
  'connect.sid', 'x-amz-signature', 'x-amz-credential', 'x-amz-security-token', 'x-goog-signature', 'awsaccesskeyid', 'credential', 'credentials', 'otp'];
/** Redacted only as a key of a query or cookie. */
const IN_QUERY = ['key', 'sig', 'auth', 'session', 'code', 'sid', 'pass', 'pin', 'hmac', 'assertion', 'samlresponse', 'samlrequest', 'nonce', 'ticket', 'state'];
/** A value that looks random has so many bytes at least. */
const RANDOM = MARK_REACH;
const EQUALS = 61, STAR = 42, AT = 64, QUOTE = 34, BACKSLASH = 92, COLON = 58, COMMA = 44, OPEN = 91, CAPITAL_J = 74;

const KEY = 1, HEX = 2, VALUE = 4, DIGIT = 8, LOWER = 16, UPPER = 32, JWT = 64;
const CLASS = new Uint8Array(256);
for (let c = 33; c < 127; c++) {
  const s = String.fromCharCode(c);
  CLASS[c] = (/[\w.-]/.test(s) ? KEY : 0) | (/[0-9A-Fa-f]/.test(s) ? HEX : 0) | (/[0-9]/.test(s) ? DIGIT : /[a-z]/.test(s) ? LOWER : /[A-Z]/.test(s) ? UPPER : 0)
    | (/[&;,"'<>|()[\]{}#\\]/.test(s) ? 0 : VALUE) | (/[\w.-]/.test(s) ? JWT : 0);
}
for (let c = 128; c < 256; c++) CLASS[c] = VALUE;
const VALUES = CLASS.map((c) => (c & VALUE ? 1 : 0));

const NO = 0, ALWAYS = 1, QUERY_ONLY = 2;
/** `accessToken`, `user_password`, `x-secret`: whatever stands before these words, the key is secret. */
const ENDINGS = ['token', 'password', 'secret', 'apikey', 'api_key'];
/** Which keys are secret. On the hot path their last three letters say "no" or "perhaps", then a hash; only the rest is made a string. */
export class SecretKeys {
  private readonly kinds = new Map<string, number>();
  /** By the last three letters of a key, whatever their case: whether it may be secret. */
  readonly perhaps = new Uint8Array(32768);
  /** By a key's hash: the kind that it may be of. */
  private readonly hashes = new Uint8Array(1 << 16);
  constructor(more: readonly string[] = []) {
    for (const k of IN_QUERY) this.add(k, QUERY_ONLY);
    for (const k of [...STRONG, ...more]) this.add(k.toLowerCase(), ALWAYS);
  }
  private add(key: string, kind: number): void {
    if (key.length === 0) return;
    this.kinds.set(key, kind);
    const b = Buffer.from(key, 'latin1'), n = b.length;
    // What stands before a key of one or two letters can be anything.
    const fixed = n > 2 ? 0x7fff : n > 1 ? 0x3ff : 0x1f, tail = letters(b[n - 3], b[n - 2], b[n - 1]) & fixed;
    for (let before = 0; before <= 0x7fff; before += fixed + 1) this.perhaps[before | tail] = 1;
    let h = 0;
    for (let i = n - 1; i >= 0; i--) h = Math.imul(h ^ (b[i] | 32), 0x01000193);
    if (this.hashes[h >>> 16] !== ALWAYS) this.hashes[h >>> 16] = kind;
  }
  /** Whether the key that ends before `at` may be secret. */
  perhapsAt(b: Buffer, at: number): boolean { return at < 3 || this.perhaps[letters(b[at - 3], b[at - 2], b[at - 1])] !== 0; }
  /** The kind of the key at [from, to); with `onlyAlways` NO as well for those that are secret in queries alone. */
  kind(buf: Buffer, from: number, to: number, onlyAlways = false): number {
    let h = 0, hit = false;
    for (let i = to - 1; i >= from; i--) { h = Math.imul(h ^ (buf[i] | 32), 0x01000193); hit ||= i <= to - 5 && this.hashes[h >>> 16] === ALWAYS; }
    if (!hit && this.hashes[h >>> 16] !== ALWAYS && (onlyAlways || this.hashes[h >>> 16] === NO)) return NO;
    const key = buf.toString('latin1', from, to).toLowerCase();
    return this.kinds.get(key) ?? (ENDINGS.some((w) => key.endsWith(w)) ? ALWAYS : NO);
  }
}

/** Three letters, whatever their case, as fifteen bits. */
const letters = (a: number, b: number, c: number): number => ((a & 31) << 10) | ((b & 31) << 5) | (c & 31);

const keysOf = new WeakMap<ParseSettings, SecretKeys>();

/** Overwrites the secrets in `bytes` (whole lines). */
export function redact(bytes: Buffer, settings: ParseSettings): void {
  let keys = keysOf.get(settings);
  if (!keys) keysOf.set(settings, (keys = new SecretKeys(settings.redactKeys)));
  const marks = secretMarks(bytes, keys.perhaps, VALUES), n = marks.length, b = bytes;
  // Kind by kind; what an earlier one has overwritten is no mark any more.
  for (let i = 0; i < n; i++) if (b[marks[i]] === EQUALS) assignment(b, marks[i], keys);
  for (let i = 0; i < n; i++) if (b[marks[i]] === QUOTE) member(b, marks[i], keys);
  for (let i = 0; i < n; i++) if (b[marks[i]] === AT) userinfo(b, marks[i]);
  for (let i = 0; i < n; i++) if (b[marks[i]] === CAPITAL_J) webToken(b, marks[i] - 2);
  for (let i = 0; i < n; i++) if (startsWith(b, marks[i], b.length, 'zation')) header(b, marks[i] + 6, AUTHORIZATION);
  for (let i = 0; i < n; i++) if (startsWith(b, marks[i], b.length, 'kie')) header(b, marks[i] + 3, COOKIE);
  for (let i = 0; i < n; i++) if (startsWith(b, marks[i], b.length, 'Bearer ')) credentials(b, marks[i] + 7, false);
  for (let i = 0; i < n; i++) if (startsWith(b, marks[i], b.length, 'Basic ')) credentials(b, marks[i] + 6, true);
}

function stars(b: Buffer, from: number, to: number): void { for (let i = from; i < to; i++) b[i] = STAR; }

/** key=value with the '=' at `at`. */
function assignment(b: Buffer, at: number, keys: SecretKeys): void {
  let from = at;
  while (from > 0 && at - from < 40 && CLASS[b[from - 1]] & KEY) from--;
  // "\u0026token=": encoders of JSON write '&' so, and a log line may be wrapped into JSON.
  const escaped = from > 0 && b[from - 1] === BACKSLASH && b[from] === 117 && b[from + 1] === 48 && b[from + 2] === 48 && b[from + 3] === 50 && b[from + 4] === 54 && at - from >= 5;
  if (escaped) from += 5;
  const before = escaped ? 38 : from > 0 ? b[from - 1] : 32, inQuery = before === 63 || before === 38 || before === 59 || (before === 32 && from > 1 && b[from - 2] === 59);
  const kind = from < at && keys.perhapsAt(b, at) ? keys.kind(b, from, at) : NO;
  if (kind === ALWAYS || (kind === QUERY_ONLY && inQuery)) {
    let value = at + 1;
    if (b[value] === QUOTE) value++;
    stars(b, value, valueEnd(b, value));
  } else if (inQuery && before !== 32) random(b, at + 1);
}

/** A JSON member with the quote at `at` behind its key: `"key":"text"`, `"key":["text"]`, `\"key\":\"text\"`. Numbers stay: stars would be no JSON. */
function member(b: Buffer, at: number, keys: SecretKeys): void {
  const escaped = b[at - 1] === BACKSLASH, end = escaped ? at - 1 : at;
  let from = end;
  while (from > 0 && end - from < 60 && CLASS[b[from - 1]] & KEY) from--;
  if (from === end || b[from - 1] !== QUOTE || keys.kind(b, from, end, true) !== ALWAYS) return;
  let i = blanks(b, at + 2);
  const list = b[i] === OPEN;
  if (list) i = blanks(b, i + 1);
  for (;;) {
    if (escaped && b[i] === BACKSLASH) i++;
    if (b[i] !== QUOTE) return;
    const to = textEnd(b, i + 1, escaped);
    stars(b, i + 1, to);
    i = blanks(b, to + (escaped ? 2 : 1));
    if (!list || b[i] !== COMMA) return;
    i = blanks(b, i + 1);
  }
}
function blanks(b: Buffer, at: number): number { while (b[at] === 32) at++; return at; }
/** Where a JSON string ends whose text begins at `at`; `escaped`: one within another, whose end is `\\"` and whose own escapes have two backslashes. */
function textEnd(b: Buffer, at: number, escaped: boolean): number {
  let i = at;
  while (i < b.length && b[i] !== QUOTE && b[i] !== 10) {
    if (b[i] !== BACKSLASH) { i++; continue; }
    if ((escaped && b[i + 1] === QUOTE) || b[i + 1] === 10) return i;
    i += 2;
    if (escaped && b[i - 1] === BACKSLASH && b[i] !== QUOTE && b[i] !== 10) i += b[i] === BACKSLASH && b[i + 1] !== 10 ? 2 : 1;
  }
  return Math.min(i, b.length);
}

function valueEnd(b: Buffer, at: number): number {
  while (at < b.length && CLASS[b[at]] & VALUE) at++;
  return at;
}
function random(b: Buffer, from: number): void {
  let seen = 0, all = 255, to = from;
  for (; to < b.length; to++) { const c = CLASS[b[to]]; if ((c & VALUE) === 0) break; seen |= c; if ((c & (DIGIT | LOWER | UPPER)) !== 0) all &= c; else if (b[to] !== 45 && b[to] !== 95 && b[to] !== 43 && b[to] !== 47 && b[to] !== EQUALS && b[to] !== 37 && b[to] !== 46 && b[to] !== 126) return; }
  const n = to - from;
  if (n < RANDOM || (n === 36 && all & HEX && b[from + 8] === 45)) return;
  if ((seen & DIGIT && seen & LOWER && seen & UPPER) || (n >= 40 && all & HEX)) stars(b, from, to);
}

/** scheme://user:password@host with the '@' at `at`. */
function userinfo(b: Buffer, at: number): void {
  let from = at;
  while (from > 0 && at - from < 512) {
    const c = b[from - 1];
    if (c === 47) { if (from > 2 && b[from - 2] === 47 && b[from - 3] === COLON && from < at) stars(b, from, at); return; }
    if (c <= 32 || c === QUOTE || c === 63 || c === 38 || c === EQUALS) return;
    from--;
  }
}

function webToken(b: Buffer, from: number): void {
  if (from < 0 || b[from] !== 101 || b[from + 1] !== 121 || (from > 0 && CLASS[b[from - 1]] & JWT)) return;
  let to = from, dots = 0;
  while (to < b.length && CLASS[b[to]] & JWT) { if (b[to] === 46) dots++; to++; }
  if (dots >= 1 && to - from >= 20) stars(b, from, to);
}

const AUTHORIZATION = Buffer.from('authori'), COOKIE = Buffer.from('coo');
/** A header name whose last letters end at `at`: its value is stars, be it `Name: value`, `"Name":"value"` or `name=value`. */
function header(b: Buffer, at: number, head: Buffer): void {
  const tail = head === COOKIE ? 3 : 6, start = at - tail - head.length;
  if (start < 0) return;
  for (let i = 0; i < head.length; i++) if ((b[start + i] | 32) !== head[i]) return;
  let value = at, quoted = false;
  if (b[value] === BACKSLASH) value++;
  if (b[value] === QUOTE) { value++; quoted = true; }
  while (b[value] === 32) value++;
  if (b[value] !== COLON && b[value] !== EQUALS) return;
  value++;
  while (b[value] === 32) value++;
  if (b[value] === BACKSLASH) value++;
  if (b[value] === QUOTE || b[value] === 91) { value++; quoted = true; if (b[value] === QUOTE) value++; }
  let to = value;
  while (to < b.length && b[to] !== QUOTE && b[to] !== BACKSLASH && b[to] !== 10 && b[to] !== 13 && (quoted || b[to] !== 44)) to++;
  stars(b, value, to);
}

/** What follows "Bearer " or "Basic ": one word, when it is long enough to be credentials, and for "Basic" no plain word. */
function credentials(b: Buffer, from: number, basic: boolean): void {
  const to = valueEnd(b, from);
  let seen = 0;
  for (let i = from; i < to; i++) seen |= b[i] === EQUALS ? DIGIT : CLASS[b[i]];
  if (to - from >= 6 && (!basic || seen & (DIGIT | UPPER))) stars(b, from, to);
}
