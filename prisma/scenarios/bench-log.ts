/**
 * The log that `npm run bench` reads: nginx with upstream fields, about 340 bytes a line, 200 routes, 12 upstreams of 4 instances,
 * 1 to 3 % failures, retries. Seeded: the same seed and number of lines give the same bytes.
 *
 * log_format bench '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" '
 *   'rt=$request_time uct="$upstream_connect_time" uht="$upstream_header_time" urt="$upstream_response_time" '
 *   'ua="$upstream_addr" us="$upstream_status" rid="$request_id"';
 */
import { bytes, LineBytes } from './bench-bytes';
import { logNormal, random } from './random';

export type BenchLog = {
  seed: number; lines: number;
  /** ms since the epoch; calls are spread evenly between them. */
  from: number; to: number;
};

const ROUTES = 200, UPSTREAMS = 12, INSTANCES = 4, AGENTS = 40, GONE = -1;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const NOUNS = ['orders', 'flights', 'hotels', 'users', 'carts', 'prices', 'seats', 'rates', 'bookings', 'invoices', 'tickets', 'reviews', 'images', 'search', 'offers', 'coupons', 'sessions', 'payments', 'refunds', 'routes'];
const two = (n: number): string => (n < 10 ? '0' + n : String(n));
const stampAt = (at: number): Uint8Array => { const d = new Date(at); return bytes(` - - [${two(d.getUTCDate())}/${MONTHS[d.getUTCMonth()]}/${d.getUTCFullYear()}:${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())} +0000] "`); };

const agents = Array.from({ length: AGENTS }, (_, i) => bytes(` "-" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${100 + i}.0.${i * 37}.${i} Safari/537.36" rt=`));
const routes = Array.from({ length: ROUTES }, (_, i) => ({
  start: bytes(`${['GET', 'GET', 'GET', 'POST', 'PUT', 'DELETE'][i % 6]} /api/v${1 + (i % 2)}/${NOUNS[i % NOUNS.length]}/`), end: bytes(`${i < 20 ? '' : `/part${Math.floor(i / 20)}`}?page=`),
  upstream: i % UPSTREAMS, median: 4 + ((i * 7919) % 180), bad: 0.006 + ((i * 31) % 17) / 1000,
}));
const instances = Array.from({ length: UPSTREAMS * INSTANCES }, (_, i) => bytes(`10.20.${Math.floor(i / INSTANCES)}.${11 + (i % INSTANCES)}:8080`));
const CLIENT = bytes('10.'), VERSION = bytes(' HTTP/1.1" '), CONNECT = bytes(' uct="'), HEADER = bytes('" uht="'), RESPONSE = bytes('" urt="'), ADDR = bytes('" ua="'), STATUS = bytes('" us="'), ID = bytes('" rid="'), END = bytes('"\n'), NEXT = bytes(', ');
const DOT = 46, SPACE = 32, DASH = 45;

/** Yields the log in pieces of a few thousand whole lines, as bytes. About a million lines a second. */
export function* benchBytes({ seed, lines, from, to }: BenchLog): Generator<Buffer> {
  const r = random(seed), out = new LineBytes(), pick = (n: number): number => Math.floor(r() * n);
  let second = NaN, stamp = bytes('');
  for (let i = 0; i < lines; i++) {
    const at = from + ((to - from) * i) / lines;
    if (Math.floor(at / 1000) !== second) { second = Math.floor(at / 1000); stamp = stampAt(at); }
    const route = routes[Math.floor(r() * r() * ROUTES)], first = pick(INSTANCES), base = route.upstream * INSTANCES;
    const connect = r() < 0.9 ? 0 : 1 + pick(3), wait = logNormal(r, route.median, 0.8), body = 1 + wait * 0.1 * r(), fate = r();
    // What became of it: status, and the attempt's status, header time and whole time; `again` = the first instance did not answer, the next one did.
    let status = 200, own = 200, header = connect + wait, response = connect + wait + body, total = response + 1, size = 200 + pick(30_000), again = false;
    if (fate < route.bad) {
      size = 160;
      if (fate < route.bad * 0.5) { status = own = 504; response = total = 10_000 + pick(5); header = GONE; }
      else if (fate < route.bad * 0.7) { status = own = 502; response = total = pick(3); header = GONE; }
      else if (fate < route.bad * 0.85) { status = 499; own = 0; response = total = 2000 + pick(6000); header = GONE; size = 0; }
      else status = own = 500;
    } else if (fate < route.bad + 0.006) { again = true; total = 3000 + wait + body; }
    else if (fate < route.bad + 0.03) { status = own = 404; size = 150; }

    out.put(CLIENT); out.int(pick(4)); out.byte(DOT); out.int(pick(64)); out.byte(DOT); out.int(pick(256));
    out.put(stamp); out.put(route.start); out.int(100_000 + pick(900_000)); out.put(route.end); out.int(pick(20)); out.put(VERSION);
    out.int(status); out.byte(SPACE); out.int(size); out.put(agents[pick(AGENTS)]); out.seconds(total);
    out.put(CONNECT); out.seconds(connect); if (again) { out.put(NEXT); out.seconds(0); }
    out.put(HEADER); if (again) { out.byte(DASH); out.put(NEXT); out.seconds(wait); } else out.seconds(header);
    out.put(RESPONSE); if (again) { out.seconds(3000); out.put(NEXT); out.seconds(wait + body); } else out.seconds(response);
    out.put(ADDR); out.put(instances[base + first]); if (again) { out.put(NEXT); out.put(instances[base + ((first + 1) % INSTANCES)]); }
    out.put(STATUS); if (again) { out.int(504); out.put(NEXT); } if (own === 0) out.byte(DASH); else out.int(own);
    out.put(ID); for (let k = 0; k < 4; k++) out.hex(r() * 4294967296);
    out.put(END);
    if (out.full) yield out.take();
  }
  const rest = out.take();
  if (rest.length > 0) yield rest;
}

/** The same as text (latin1), for tests that look into it. */
export function* benchLog(log: BenchLog): Generator<string> {
  for (const piece of benchBytes(log)) yield piece.toString('latin1');
}

/** Writes the log through `out`, piece by piece, waiting for each: for files, pipes and sockets. Returns the bytes written. */
export async function generateBenchLog({ out, ...log }: BenchLog & { out: (piece: Buffer) => void | Promise<void> }): Promise<number> {
  let written = 0;
  for (const piece of benchBytes(log)) { await out(piece); written += piece.length; }
  return written;
}
