/**
 * Secrets do not come in. `redact` overwrites them in a chunk's own bytes before anything else sees the chunk: with '*', as many as the
 * secret had bytes (numbers of JSON with 9 and 0), so that no offset and no length changes, every byte stays accounted for and JSON stays
 * JSON. Applied twice it changes nothing more.
 *
 * What counts as a secret:
 * - the value behind a key of the list (`token=…`), in queries, cookies and key=value fields; keys that are also ordinary field names
 *   (`code=504`) only behind `?`, `&` or `;`; the texts and numbers of JSON behind or beside such a key (redact-json.ts);
 * - a query value that looks random: 24 bytes or more with upper case, lower case and digits, or 40 or more of hex; UUIDs stay;
 * - a JSON web token anywhere; what follows `Bearer` or `Basic`; the values of Authorization and Cookie headers;
 * - the user name and password of a URL.
 */
import { startsWith } from '../formats/scan';
import { CLASS, DIGIT, HEX, JWT, KEY, LOWER, stars, UPPER, VALUE } from './redact-bytes';
import { AUTHORIZATION, COOKIE, header } from './redact-header';
import { member } from './redact-json';
import { ALWAYS, NO, QUERY_ONLY, SecretKeys } from './redact-keys';
import { MARK_REACH, secretMarks } from './secret-marks';
import type { ParseSettings } from './settings';

/** A value that looks random has so many bytes at least. */
const RANDOM = MARK_REACH;
const SLASH = 47, EQUALS = 61, AT = 64, QUOTE = 34, BACKSLASH = 92, COLON = 58, CAPITAL_J = 74;

const VALUES = CLASS.map((c) => (c & VALUE ? 1 : 0));

const keysOf = new WeakMap<ParseSettings, SecretKeys>();

/** Overwrites the secrets in `bytes` (whole lines). */
export function redact(bytes: Buffer, settings: ParseSettings): void {
  let keys = keysOf.get(settings);
  if (!keys) keysOf.set(settings, (keys = new SecretKeys(settings.redactKeys)));
  const marks = secretMarks(bytes, keys.perhaps, keys.perhapsInJson, VALUES), b = bytes;
  // Kind by kind; what an earlier one has overwritten is no mark any more. Most marks are '=': the other kinds are looked for among the rest.
  let n = 0;
  for (let i = 0; i < marks.length; i++) if (b[marks[i]] === EQUALS) assignment(b, marks[i], keys); else marks[n++] = marks[i];
  for (let i = 0; i < n; i++) if (b[marks[i]] === QUOTE) member(b, marks[i], keys);
  for (let i = 0; i < n; i++) if (b[marks[i]] === AT) userinfo(b, marks[i]);
  for (let i = 0; i < n; i++) if (b[marks[i]] === CAPITAL_J) webToken(b, marks[i] - 2);
  for (let i = 0; i < n; i++) if (startsWith(b, marks[i], b.length, 'zation')) header(b, marks[i] + 6, AUTHORIZATION);
  for (let i = 0; i < n; i++) if (startsWith(b, marks[i], b.length, 'kie')) header(b, marks[i] + 3, COOKIE);
  for (let i = 0; i < n; i++) if (startsWith(b, marks[i], b.length, 'Bearer ')) credentials(b, marks[i] + 7, false);
  for (let i = 0; i < n; i++) if (startsWith(b, marks[i], b.length, 'Basic ')) credentials(b, marks[i] + 6, true);
}

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

/** scheme://user:password@host with the '@' at `at`; some encoders of JSON write `:\/\/`. */
function userinfo(b: Buffer, at: number): void {
  let from = at;
  while (from > 0 && at - from < 512) {
    const c = b[from - 1];
    if (c === SLASH) {
      const before = b[from - 2] === BACKSLASH ? from - 3 : from - 2, scheme = b[before - 1] === BACKSLASH ? before - 2 : before - 1;
      if (scheme >= 0 && b[before] === SLASH && b[scheme] === COLON && from < at) stars(b, from, at);
      return;
    }
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

/** What follows "Bearer " or "Basic ": one word, when it is long enough to be credentials, and for "Basic" no plain word. */
function credentials(b: Buffer, from: number, basic: boolean): void {
  const to = valueEnd(b, from);
  let seen = 0;
  for (let i = from; i < to; i++) seen |= b[i] === EQUALS ? DIGIT : CLASS[b[i]];
  if (to - from >= 6 && (!basic || seen & (DIGIT | UPPER))) stars(b, from, to);
}
