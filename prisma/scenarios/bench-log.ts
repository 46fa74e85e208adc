/**
 * The log that `npm run bench` reads: nginx with upstream fields, about 340 bytes a line, 200 routes, 12 upstreams of 4 instances,
 * 1 to 3 % failures, retries. Seeded: the same seed and number of lines give the same bytes.
 *
 * log_format bench '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" '
 *   'rt=$request_time uct="$upstream_connect_time" uht="$upstream_header_time" urt="$upstream_response_time" '
 *   'ua="$upstream_addr" us="$upstream_status" rid="$request_id"';
 */
import { logNormal, random } from './random';

export type BenchLog = {
  seed: number; lines: number;
  /** ms since the epoch; calls are spread evenly between them. */
  from: number; to: number;
};

const ROUTES = 200, UPSTREAMS = 12, INSTANCES = 4;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const NOUNS = ['orders', 'flights', 'hotels', 'users', 'carts', 'prices', 'seats', 'rates', 'bookings', 'invoices', 'tickets', 'reviews', 'images', 'search', 'offers', 'coupons', 'sessions', 'payments', 'refunds', 'routes'];
const two = (n: number): string => (n < 10 ? '0' + n : String(n));
const clf = (at: number): string => { const d = new Date(at); return `${two(d.getUTCDate())}/${MONTHS[d.getUTCMonth()]}/${d.getUTCFullYear()}:${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())} +0000`; };
const seconds = (ms: number): string => { const w = Math.max(0, Math.round(ms)), f = w % 1000; return (w - f) / 1000 + (f < 10 ? '.00' : f < 100 ? '.0' : '.') + f; };
const hex8 = (x: number): string => (x >>> 0).toString(16).padStart(8, '0');

/** Yields the log in pieces of a few thousand whole lines (latin1 text). */
export function* benchLog({ seed, lines, from, to }: BenchLog): Generator<string> {
  const r = random(seed), pick = (n: number): number => Math.floor(r() * n);
  const agents = Array.from({ length: 40 }, (_, i) => `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${100 + i}.0.${i * 37}.${i} Safari/537.36`);
  const routes = Array.from({ length: ROUTES }, (_, i) => ({
    method: ['GET', 'GET', 'GET', 'POST', 'PUT', 'DELETE'][i % 6], path: `/api/v${1 + (i % 2)}/${NOUNS[i % NOUNS.length]}/`, tail: i < 20 ? '' : `/part${Math.floor(i / 20)}`,
    upstream: i % UPSTREAMS, median: 4 + ((i * 7919) % 180), bad: 0.006 + ((i * 31) % 17) / 1000,
  }));
  let out = '', n = 0, second = NaN, stamp = '';
  for (let i = 0; i < lines; i++) {
    const at = from + ((to - from) * i) / lines;
    if (Math.floor(at / 1000) !== second) { second = Math.floor(at / 1000); stamp = clf(at); }
    const route = routes[Math.floor(r() * r() * ROUTES)], first = pick(INSTANCES), base = `10.20.${route.upstream}.`, addr = `${base}${11 + first}:8080`;
    const connect = r() < 0.9 ? 0 : 1 + pick(3), wait = logNormal(r, route.median, 0.8), body = 1 + wait * 0.1 * r(), fate = r();
    let status = 200, uct = seconds(connect), uht = seconds(connect + wait), urt = seconds(connect + wait + body), total = connect + wait + body + 1, ua = addr, us = '200', bytes = 200 + pick(30_000);
    if (fate < route.bad) {
      bytes = 160;
      if (fate < route.bad * 0.5) { status = 504; total = 10_000 + pick(5); uht = '-'; urt = seconds(total); us = '504'; }
      else if (fate < route.bad * 0.7) { status = 502; total = pick(3); uht = '-'; urt = seconds(total); us = '502'; }
      else if (fate < route.bad * 0.85) { status = 499; total = 2000 + pick(6000); uht = '-'; urt = seconds(total); us = '-'; bytes = 0; }
      else { status = 500; us = '500'; }
    } else if (fate < route.bad + 0.006) { // the first instance does not answer, the next one does
      ua = `${addr}, ${base}${11 + ((first + 1) % INSTANCES)}:8080`; us = '504, 200'; uct = `${uct}, 0.000`; uht = `-, ${seconds(wait)}`; urt = `3.000, ${seconds(wait + body)}`; total = 3000 + wait + body;
    } else if (fate < route.bad + 0.03) { status = 404; us = '404'; bytes = 150; }
    out += `10.${pick(4)}.${pick(64)}.${pick(256)} - - [${stamp}] "${route.method} ${route.path}${100_000 + pick(900_000)}${route.tail}?page=${pick(20)} HTTP/1.1" ${status} ${bytes} "-" "${agents[pick(40)]}" rt=${seconds(total)} uct="${uct}" uht="${uht}" urt="${urt}" ua="${ua}" us="${us}" rid="${hex8(r() * 4294967296)}${hex8(r() * 4294967296)}${hex8(r() * 4294967296)}${hex8(r() * 4294967296)}"\n`;
    if (++n === 4000) { yield out; out = ''; n = 0; }
  }
  if (n > 0) yield out;
}
