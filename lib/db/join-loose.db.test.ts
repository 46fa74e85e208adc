/** Access and error logs of Apache and Caddy in the store: every call once, under its cause, whichever file comes first. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failureOf } from '../failure';
import { CALLS } from '../rollup/cubes';
import { pool } from './client';
import { createTestDatabase, type TestDatabase } from './test-database';
import { ingestText, makeSource } from './test-ingest';
import { cellSums, totalCalls } from './test-worker';

let db: TestDatabase;
beforeAll(async () => { db = await createTestDatabase(); });
afterAll(async () => { await db?.drop(); });

const clock = (s: number): string => `12/Mar/2026:09:${String(Math.floor(s / 60)).padStart(2, '0')}:${String(s % 60).padStart(2, '0')} +0000`;
/** Times of the start; durations as %T/%D, or none. */
const apache = (n: number, s: number, path: string, status: number, us: number | null): string => `10.0.0.${n} - - [${clock(s)}] "GET ${path} HTTP/1.1" ${status} 381 "-" "curl" ${us === null ? '+' : `${Math.floor(us / 1e6)}/${us}`}`;
const moment = (s: number): string => `Thu Mar 12 09:${String(Math.floor(s / 60)).padStart(2, '0')}:${(s % 60).toFixed(6).padStart(9, '0')} 2026`;
const error = (s: number, module: string, rest: string): string => `[${moment(s)}] [${module}:error] [pid 1:tid 2] ${rest}`;
const refused = (n: number, s: number): string[] => [error(s, 'proxy', '(111)Connection refused: AH00957: HTTP: attempt to connect to 10.9.0.1:80 (app) failed'), error(s + 0.00004, 'proxy_http', `[client 10.0.0.${n}:5000] AH01114: HTTP: failed to make connection to backend: app`)];
const APACHE = {
  access: [
    apache(1, 1, '/fine', 200, 4000), apache(2, 2, '/refused', 503, 900), apache(3, 3, '/late', 502, 60_003_000), apache(4, 4, '/cut', 200, 20_000_000), apache(5, 5, '/retried', 200, 5000), apache(6, 6, '/silent', 502, null), apache(7, 7, '/fine', 200, 4000),
  ],
  errors: [
    ...refused(2, 2.0009), error(63.002, 'proxy_http', '(70007)The timeout specified has expired: [client 10.0.0.3:5000] AH01102: error reading status line from remote server app:80'), error(63.00201, 'proxy', '[client 10.0.0.3:5000] AH00898: Error reading from remote server returned by /late'),
    error(24, 'proxy_http', '(104)Connection reset by peer: [client 10.0.0.4:5000] AH01110: error reading response'), ...refused(5, 5.001), error(66, 'proxy_http', '(70007)The timeout specified has expired: [client 10.0.0.6:5000] AH01102: error reading status line from remote server app:80'),
    // No access line: it was lost with a rotation.
    ...refused(9, 400),
  ],
};
const caddy = (s: number, path: string, status: number, duration: number, rest: object = {}): string => JSON.stringify({ level: 'info', ts: 1773306000 + s, logger: 'http.log.access', msg: 'handled request', request: { remote_ip: '10.0.0.1', method: 'GET', host: 'a', uri: path }, duration, size: 0, status, ...rest });
const failed = (s: number, path: string, status: number, msg: string): string => JSON.stringify({ level: 'error', ts: 1773306000 + s - 0.0001, logger: 'http.log.error', msg, request: { remote_ip: '10.0.0.1', method: 'GET', host: 'a', uri: path }, duration: 0.1, status, err_id: 'x' });
const CADDY = {
  access: [caddy(1, '/fine', 200, 0.01), caddy(2, '/refused', 502, 0.001), caddy(3, '/late', 504, 1.001), caddy(4, '/cut', 200, 0.2), caddy(5, '/old-cut', 200, 0.2, { size: 5, resp_headers: { 'Content-Length': ['9'] } }), caddy(6, '/fine', 200, 0.01)],
  errors: [
    failed(2, '/refused', 502, 'dial tcp 10.9.0.1:80: connect: connection refused'), failed(3, '/late', 504, 'net/http: timeout awaiting response headers'),
    JSON.stringify({ level: 'warn', ts: 1773306003.999, logger: 'http.handlers.reverse_proxy', msg: 'aborting with incomplete response', upstream: '10.9.0.1:80', request: { remote_ip: '10.0.0.1', method: 'GET', host: 'a', uri: '/cut' }, error: 'reading: unexpected EOF' }),
    JSON.stringify({ level: 'error', ts: 1773306004.9995, logger: 'http.handlers.reverse_proxy', msg: 'aborting with incomplete response', error: 'read tcp 10.0.0.7:1->10.9.0.2:80: i/o timeout' }),
  ],
};

type Row = { path: string | null; failure: string; joined: number };
async function stored(source: number): Promise<{ calls: number; classes: Record<string, number>; rows: Row[] }> {
  const classes: Record<string, number> = {};
  for (const [key, c] of await cellSums(CALLS, 2, `source_id = ${source}`)) { const id = failureOf(Number(key.split(',')[1])).id; classes[id] = (classes[id] ?? 0) + c.count; }
  const { rows } = await pool().query<{ path: string | null; failure: number; joined: unknown[] | null }>('select path, failure, joined from notable where workspace_id = 1 and source_id = $1 and failure <> 0 order by at, path', [source]);
  return { calls: await totalCalls(2, `source_id = ${source}`), classes: Object.fromEntries(Object.entries(classes).filter(([, n]) => n !== 0)), rows: rows.map((r) => ({ path: r.path, failure: failureOf(r.failure).id, joined: r.joined?.length ?? 0 })) };
}

describe.each(['access', 'errors'] as const)('%s first', (first) => {
  const load = async (name: string, logs: { access: string[]; errors: string[] }): Promise<number> => {
    const source = await makeSource(`${name} ${first} first`), second = first === 'access' ? 'errors' : 'access';
    await ingestText(source, `${first}.log`, logs[first].join('\n') + '\n');
    await ingestText(source, `${second}.log`, logs[second].join('\n') + '\n');
    return source;
  };

  test('Apache', async () => {
    const got = await stored(await load('apache', APACHE));
    expect(got.rows).toEqual([
      { path: '/refused', failure: 'connect_refused', joined: 2 }, { path: '/late', failure: 'first_byte_timeout', joined: 1 + 1 }, { path: '/cut', failure: 'connection_reset', joined: 1 }, { path: '/silent', failure: 'first_byte_timeout', joined: 1 }, { path: null, failure: 'connect_refused', joined: 2 },
    ]);
    expect(got.calls).toBe(APACHE.access.length + 1);
    expect(got.classes).toEqual({ none: 3, connect_refused: 2, first_byte_timeout: 2, connection_reset: 1 });
  });

  test('Caddy', async () => {
    const got = await stored(await load('caddy', CADDY));
    expect(got.rows).toEqual([{ path: '/refused', failure: 'connect_refused', joined: 1 }, { path: '/late', failure: 'first_byte_timeout', joined: 1 }, { path: '/cut', failure: 'upstream_closed', joined: 1 }, { path: '/old-cut', failure: 'body_timeout', joined: 1 }]);
    expect(got.calls).toBe(CADDY.access.length);
    expect(got.classes).toEqual({ none: 2, connect_refused: 1, first_byte_timeout: 1, upstream_closed: 1, body_timeout: 1 });
  });
});
