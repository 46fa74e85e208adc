/**
 * Which keys are secret. On the hot path three letters of a key say "no" or "perhaps" (those of most keys in the loop of secret-marks.wat),
 * then a hash; only the rest is made a string.
 */
import { IS_PAIR, MAY_BE_SECRET } from './secret-marks';

/** Redacted wherever they stand before '=', and as keys of JSON. */
const STRONG = ['token', 'access_token', 'refresh_token', 'id_token', 'auth_token', 'authtoken', 'csrf_token', 'xsrf_token', 'api_key', 'apikey', 'api-key', 'x-api-key', 'access_key', 'secret_key', 'private_key',
  'password', 'passwd', 'pwd', 'passphrase', 'secret', 'client_secret', 'signature', 'authorization', 'jwt', 'sessionid', 'session_id', 'session_token', 'jsessionid', 'phpsessid', 'aspsessionid', 'asp.net_sessionid', '.aspxauth',
  'connect.sid', 'x-amz-signature', 'x-amz-credential', 'x-amz-security-token', 'x-goog-signature', 'awsaccesskeyid', 'credential', 'credentials', 'otp'];
/** Redacted only as a key of a query or cookie. */
const IN_QUERY = ['key', 'sig', 'auth', 'session', 'code', 'sid', 'pass', 'pin', 'hmac', 'assertion', 'samlresponse', 'samlrequest', 'nonce', 'ticket', 'state'];
/** `accessToken`, `user_password`, `x-secret`: whatever stands before these words, the key is secret. */
const ENDINGS = ['token', 'password', 'secret', 'apikey', 'api_key', 'api-key'];
/** Headers that are secret as a whole; in text redact.ts knows them by their own marks. */
const IN_JSON = ['cookie'], JSON_ENDINGS = [...ENDINGS, 'authorization', 'cookie'];

export const NO = 0, ALWAYS = 1, QUERY_ONLY = 2;

export class SecretKeys {
  private readonly kinds = new Map<string, number>();
  private readonly names = new Set<string>();
  /** By the last three letters of a key before '=', whatever their case: whether it may be secret. */
  readonly perhaps = new Uint8Array(32768);
  /** By those of a key in JSON: MAY_BE_SECRET, IS_PAIR or both. */
  readonly perhapsInJson = new Uint8Array(32768);
  /** By a key's hash: the kind that it may be of; in JSON 1, when it or its end may be secret. */
  private readonly hashes = new Uint8Array(1 << 16); private readonly hashesInJson = new Uint8Array(1 << 16);
  /** Keys of JSON that were looked at closely, byte for byte, by their hash: a log names few. */
  private readonly seen = new Array<{ key: Buffer; secret: boolean } | undefined>(256);

  constructor(more: readonly string[] = []) {
    for (const k of IN_QUERY) this.add(k, QUERY_ONLY);
    for (const k of [...STRONG, ...more]) { this.add(k.toLowerCase(), ALWAYS); this.addInJson(k.toLowerCase()); }
    for (const k of IN_JSON) this.addInJson(k);
    // Letters that a secret key ends with ask for a closer look at every such name; "key" is known by its three letters alone.
    if (!this.names.has('key')) mark(this.perhapsInJson, 'key', IS_PAIR);
    if ((this.perhapsInJson[lastLetters(Buffer.from('name'))] & MAY_BE_SECRET) === 0) mark(this.perhapsInJson, 'name', IS_PAIR);
  }
  private add(key: string, kind: number): void {
    if (key.length === 0) return;
    this.kinds.set(key, kind);
    mark(this.perhaps, key, 1);
    const h = hashOf(key);
    if (this.hashes[h] !== ALWAYS) this.hashes[h] = kind;
  }
  private addInJson(key: string): void {
    if (key.length === 0) return;
    this.names.add(key);
    mark(this.perhapsInJson, key, MAY_BE_SECRET);
    this.hashesInJson[hashOf(key)] = 1;
  }

  /** Whether the key that ends before `at` may be secret. */
  perhapsAt(b: Buffer, at: number): boolean { return at < 3 || this.perhaps[letters(b[at - 3], b[at - 2], b[at - 1])] !== 0; }
  /** The kind of the key at [from, to) before '='. */
  kind(b: Buffer, from: number, to: number): number {
    let h = 0, hit = false;
    for (let i = to - 1; i >= from; i--) { h = next(h, b[i]); hit ||= i <= to - 5 && this.hashes[h >>> 16] === ALWAYS; }
    if (!hit && this.hashes[h >>> 16] === NO) return NO;
    const key = b.toString('latin1', from, to).toLowerCase();
    return this.kinds.get(key) ?? (ENDINGS.some((w) => key.endsWith(w)) ? ALWAYS : NO);
  }
  /** Whether the key of JSON at [from, to) is secret, as a whole or by its part behind the last dot: `http.request.header.x-api-key`. */
  secretInJson(b: Buffer, from: number, to: number): boolean {
    let h = 0, hit = false;
    for (let i = to - 1; i >= from; i--) { h = next(h, b[i]); hit ||= this.hashesInJson[h >>> 16] === 1; }
    if (!hit) return false;
    const known = this.seen[h >>> 24];
    if (known !== undefined && same(known.key, b, from, to)) return known.secret;
    const key = b.toString('latin1', from, to).toLowerCase(), secret = this.names.has(key) || this.names.has(key.slice(key.lastIndexOf('.') + 1)) || JSON_ENDINGS.some((w) => key.endsWith(w));
    this.seen[h >>> 24] = { key: Buffer.from(b.subarray(from, to)), secret };
    return secret;
  }
}

function same(key: Buffer, b: Buffer, from: number, to: number): boolean {
  if (key.length !== to - from) return false;
  for (let i = 0; i < key.length; i++) if (key[i] !== b[from + i]) return false;
  return true;
}
const next = (h: number, c: number): number => Math.imul(h ^ (c | 32), 0x01000193);
function hashOf(key: string): number {
  const b = Buffer.from(key, 'latin1');
  let h = 0;
  for (let i = b.length - 1; i >= 0; i--) h = next(h, b[i]);
  return h >>> 16;
}
/** Three letters, whatever their case, as fifteen bits. */
const letters = (a: number, b: number, c: number): number => ((a & 31) << 10) | ((b & 31) << 5) | (c & 31);
const lastLetters = (b: Buffer): number => letters(b[b.length - 3], b[b.length - 2], b[b.length - 1]);
/** Sets `bit` where the last letters of `key` say; what stands before a key of one or two letters can be anything. */
function mark(table: Uint8Array, key: string, bit: number): void {
  const b = Buffer.from(key, 'latin1'), fixed = b.length > 2 ? 0x7fff : b.length > 1 ? 0x3ff : 0x1f, tail = lastLetters(b) & fixed;
  for (let before = 0; before <= 0x7fff; before += fixed + 1) table[before | tail] |= bit;
}
