import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { CALL, Draft, REJECTED, toRecord, type CallRecord, type Verdict } from '../call';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { nginxCombined } from './nginx-combined';
import { nginxUpstream } from './nginx-upstream';
import { QUADRATIC_MS } from './test-time';

const draft = new Draft();
function read(line: string, settings: Partial<ParseSettings> = {}): CallRecord & { verdict: Verdict; reason: string } {
  const buf = Buffer.from(line), all = { ...DEFAULT_SETTINGS, ...settings };
  draft.reset(buf);
  const verdict = nginxUpstream.parse(buf, 0, buf.length, draft, all);
  nginxUpstream.classify(draft, all);
  return { ...toRecord(draft), verdict, reason: draft.reason };
}
const samples = (name: string): string[] => readFileSync(new URL(`./${name}.sample.log`, import.meta.url), 'utf8').trim().split('\n');
const upstream = samples('nginx-upstream'), combined = samples('nginx-combined');
const about = (part: string): ReturnType<typeof read> => read([...upstream, ...combined].find((line) => line.includes(part))!);

describe('combined', () => {
  test('every sample is read, and labelled', () => {
    for (const line of combined) expect(read(line), line).toMatchObject({ verdict: CALL, format: 'nginx-combined', gateway: 'nginx', timestamp_kind: 'end', tz_assumed: false, duration_ms: null, attempts: [], retries: null });
  });

  test('an ordinary call, field by field', () => {
    expect(about('/flights/search?from=BER&to=LIS HTTP/1.1" 200 8123 "-" "Mozilla/5.0 (X11; Linux x86_64)" rt')).toMatchObject({ method: 'GET' });
    expect(read(combined[1])).toMatchObject({ timestamp: '2026-03-12T08:20:02.000Z', client_ip: '10.20.0.7', method: 'POST', path: '/bookings', query: null, host: null, status: 201, bytes_out: 312, failure_class: null, evidence: null });
  });

  test('a virtual host, a list of proxies, no user, IPv6', () => {
    expect(about('GET /cars HTTP')).toMatchObject({ host: 'travel.example', client_ip: '10.20.0.9' });
    expect(about('/cars/1 ')).toMatchObject({ host: null, client_ip: '10.20.0.2' });
    expect(about('/cars/2 ')).toMatchObject({ host: null, client_ip: '10.20.0.3', failure_class: null });
    expect(about('/cars/3 ')).toMatchObject({ client_ip: '10.20.0.4', failure_class: 'rate_limited', failure_side: 'gateway' });
    expect(about('/hotels/19')).toMatchObject({ client_ip: '2001:db8::17', failure_class: 'timeout_unspecified', class_confidence: 'ambiguous', evidence: 'status 504' });
  });

  test('what is no request line stays missing; escapes and absolute targets are undone', () => {
    for (const line of combined.filter((l) => / 400 /.test(l))) expect(read(line)).toMatchObject({ method: null, path: null, failure_class: 'client_protocol_error' });
    expect(about('caf')).toMatchObject({ path: '/hotels/café bar', query: 'q="x"' });
    expect(about('http://travel.example/deals')).toMatchObject({ path: '/deals', query: 'x=1', host: 'travel.example' });
    expect(read('1.2.3.4 - - [12/Mar/2026:09:20:01 +0100] "CONNECT db.example:443 HTTP/1.1" 405 0')).toMatchObject({ method: 'CONNECT', path: 'db.example:443' });
    expect(about('" 009 ')).toMatchObject({ status: null, failure_class: null });
  });

  test.each([
    ['', 'no timestamp'], ['hello', 'no timestamp'], ['1.2.3.4 - - [12/Mar/2026:09:20:01 +0100]', 'no request'],
    ['1.2.3.4 - - [12/Mar/2026:09:20:01 +0100] GET', 'no request'], ['1.2.3.4 - - [12/Mar/2026:09:20:01 +0100] "GET / HT', 'cut inside the request'],
    ['1.2.3.4 - - [12/Mar/2026:09:20:01 +0100] "GET / HTTP/1.1"', 'no status'], ['1.2.3.4 - - [12/Mar/2026:09:20:01 +0100] "GET / HTTP/1.1" abc 1', 'no status'],
    ['1.2.3.4 - - [31/Feb/2026:09:20:01 +0100] "GET / HTTP/1.1" 200 1', 'no timestamp'], ['1.2.3.4 - - [12/Mar/2026:24:20:01 +0100] "GET / HTTP/1.1" 200 1', 'no timestamp'],
  ])('%s: rejected, %s', (line, reason) => expect(read(line)).toMatchObject({ verdict: REJECTED, reason }));
});

describe('with upstream fields', () => {
  test('every sample is read, and labelled', () => {
    for (const line of upstream) expect(read(line), line).toMatchObject({ verdict: CALL, format: 'nginx-upstream', method: 'GET' });
  });

  test('an ordinary call, field by field', () => {
    expect(read(upstream[0])).toMatchObject({
      timestamp: '2026-03-12T08:20:01.000Z', client_ip: '10.20.0.7', method: 'GET', path: '/flights/search', query: 'from=BER&to=LIS', status: 200, upstream_status: 200, bytes_out: 8123,
      duration_ms: 105, connect_ms: 1, first_byte_ms: 99, upstream_ms: 104, retries: 0, upstream_addr: '10.40.1.11:8080', request_id: '4f1c0aa2b5d14ed7a7a0c1d2e3f40516', failure_class: null, generated_by: 'upstream',
      attempts: [{ addr: '10.40.1.11:8080', status: 200, connect_ms: 1, first_byte_ms: 99, response_ms: 104, group: 0, state: null, failure_class: null }],
    });
  });

  test('a retry that went well is no failed call, and keeps its failed attempt', () => {
    expect(about('/flights/retried')).toMatchObject({
      failure_class: null, is_timeout: false, retries: 1, upstream_ms: 3043,
      attempts: [{ addr: '10.40.1.11:8080', status: 504, connect_ms: 0, first_byte_ms: null, response_ms: 3001, failure_class: 'first_byte_timeout' }, { addr: '10.40.1.12:8080', status: 200, connect_ms: 1, first_byte_ms: 41, failure_class: null }],
    });
  });

  test('server groups of internal redirects', () => {
    const record = about('/flights/redirected');
    expect(record.attempts.map((a) => [a.addr, a.group, a.status])).toEqual([['10.40.1.11:8080', 0, 502], ['10.40.1.12:8080', 0, 404], ['[2001:db8::5]:8080', 1, 200]]);
    expect(record).toMatchObject({ retries: 1, upstream_addr: '[2001:db8::5]:8080', upstream_status: 200 });
  });

  test.each([
    ['silent', 'first_byte_timeout', 'inferred', 'gateway', 'upstream_header_time is -'],
    ['blackhole', 'connect_timeout', 'inferred', 'gateway', 'upstream_connect_time is -'],
    ['own504', 'upstream_reported_timeout', 'exact', 'upstream', 'upstream_header_time is set'],
    ['refused', 'connect_failed', 'inferred', 'gateway', 'upstream_connect_time is -'],
    ['closed', 'upstream_closed', 'ambiguous', 'gateway', 'upstream_header_time is -'],
    ['nobody', 'no_healthy_upstream', 'exact', 'gateway', 'group name'],
    ['dns', 'dns_failure', 'ambiguous', 'gateway', 'upstream_addr is -'],
    ['abort', 'client_abort', 'exact', 'gateway', 'status 499'],
    ['broken', 'upstream_5xx', 'exact', 'upstream', 'upstream_header_time is set'],
    ['commas', 'connect_timeout', 'inferred', 'gateway', 'upstream_connect_time is -'],
    ['bare-list', 'failure_unspecified', 'ambiguous', 'unknown', 'status 502'],
  ])('/flights/%s → %s, %s, by the %s', (path, failure_class, class_confidence, generated_by, evidence) => {
    const record = about(`/flights/${path} `);
    expect(record).toMatchObject({ failure_class, class_confidence, generated_by });
    expect(record.evidence).toContain(evidence);
  });

  test('a group without servers is a name, no instance', () => {
    expect(about('/flights/nobody')).toMatchObject({ upstream_name: 'flights', upstream_addr: null });
  });

  test('keys in any order, without quotes; the user agent and the upstream address share a name', () => {
    expect(about('any-order')).toMatchObject({ duration_ms: 200, retries: 1, request_id: 'abc-1', attempts: [{ addr: '10.40.1.11:8080', status: 502, response_ms: 1 }, { addr: '10.40.1.12:8080', status: 200, response_ms: 150 }] });
    expect(about('/flights/agent')).toMatchObject({ duration_ms: 10, upstream_addr: null, upstream_ms: 9 });
    expect(about('/flights/pairs')).toMatchObject({ path: '/flights/pairs', query: 'x=1', status: 200, duration_ms: 105, connect_ms: 1, first_byte_ms: 99, upstream_ms: 104, client_ip: '10.20.0.7', timestamp: '2026-03-12T08:20:19.000Z' });
  });

  test('the names of main_ext, with which NGINX Amplify is set up', () => {
    expect(read('10.20.0.7 - - [12/Mar/2026:09:20:01 +0100] "GET /x HTTP/1.1" 504 160 "-" "curl" "-" "travel.example" sn="www" rt=60.001 ua="10.40.1.11:8080" us="504" ut="60.000" ul="0" cs=-'))
      .toMatchObject({ host: 'www', duration_ms: 60_001, upstream_ms: 60_000, upstream_addr: '10.40.1.11:8080', upstream_status: 504, failure_class: 'timeout_unspecified' });
    expect(read('10.20.0.7 - - [12/Mar/2026:09:20:01 +0100] "GET /x HTTP/1.1" 504 17 "-" "curl" rt=3.001 ua="10.40.1.11:8080" us="504" ut="3.000" ul="17"')).toMatchObject({ failure_class: 'upstream_reported_timeout', class_confidence: 'exact' });
  });
  test('a request time or a host between the time and the request', () => {
    expect(read('10.20.0.7 - - [12/Mar/2026:09:20:01 +0100] 0.105 "GET /x HTTP/1.1" 200 90 "-" "curl"')).toMatchObject({ host: null, duration_ms: 105 });
    expect(read('10.20.0.7 - - [12/Mar/2026:09:20:01 +0100] travel.example:9080 "GET /x HTTP/1.1" 200 90')).toMatchObject({ format: 'nginx-combined', timestamp_kind: 'end', host: 'travel.example:9080' });
    expect(read('[12/Mar/2026:09:20:01 +0100] 10.20.0.7 "GET /x HTTP/1.1" 200 90 "-" "curl"')).toMatchObject({ client_ip: '10.20.0.7', host: null });
  });

  test('a row of four bare times with a dash among them: both orders that are written', () => {
    const row = (values: string): ReturnType<typeof read> => read(`10.20.0.7 - - [12/Mar/2026:09:20:01 +0100] "GET /x HTTP/1.1" 504 160 "-" "curl" "-" ${values}`);
    expect(row('"60.001" "0.001" "-" "60.000"')).toMatchObject({ duration_ms: 60_001, connect_ms: 1, first_byte_ms: null, upstream_ms: 60_000, failure_class: 'first_byte_timeout' });
    expect(row('60.001 60.000 0.001 -')).toMatchObject({ duration_ms: 60_001, connect_ms: 1, first_byte_ms: null, upstream_ms: 60_000, failure_class: 'first_byte_timeout' });
    expect(row('5.001 - - 5.000')).toMatchObject({ duration_ms: 5001, connect_ms: null, upstream_ms: 5000, failure_class: 'connect_timeout' });
    expect(row('0.001 - - -')).toMatchObject({ duration_ms: 1, upstream_ms: null, attempts: [] });
  });

  test('bare values are told apart by their shape and order', () => {
    expect(about('/flights/bare ')).toMatchObject({ duration_ms: 105, upstream_ms: 104, upstream_addr: '10.40.1.11:8080', upstream_status: 200 });
    expect(about('/flights/four')).toMatchObject({ duration_ms: 105, upstream_ms: 104, connect_ms: 1, first_byte_ms: 102 });
    expect(about('/flights/bare-list')).toMatchObject({ duration_ms: 4004, retries: 1, attempts: [{ response_ms: 2000 }, { response_ms: 2004 }] });
    expect(read('1.2.3.4 - - [12/Mar/2026:09:20:01 +0100] "GET / HTTP/1.1" 200 1 "-" "-" "2.75"')).toMatchObject({ format: 'nginx-combined', duration_ms: null });
  });

  test('a 504 without phase times: the limits tell, where they differ', () => {
    const line = '1.2.3.4 - - [12/Mar/2026:09:20:01 +0100] "GET / HTTP/1.1" 504 1 "-" "-" rt=5.003 urt=5.002 us=504';
    expect(read(line)).toMatchObject({ failure_class: 'timeout_unspecified', class_confidence: 'ambiguous' });
    expect(read(line, { limits: { connectMs: 5000, sendMs: null, readMs: null } })).toMatchObject({ failure_class: 'connect_timeout', class_confidence: 'inferred' });
    expect(read(line, { limits: { connectMs: 1000, sendMs: null, readMs: 5000 } })).toMatchObject({ failure_class: 'first_byte_timeout', class_confidence: 'inferred' });
  });

  test('response bytes prove that the upstream answered', () => {
    expect(read('1.2.3.4 - - [12/Mar/2026:09:20:01 +0100] "GET / HTTP/1.1" 504 1 "-" "-" urt=5.002 us=504 ulen=0')).toMatchObject({ generated_by: 'unknown', failure_class: 'timeout_unspecified' });
    expect(read('1.2.3.4 - - [12/Mar/2026:09:20:01 +0100] "GET / HTTP/1.1" 504 1 "-" "-" urt=5.002 us=504 ulen=17')).toMatchObject({ generated_by: 'upstream', failure_class: 'upstream_reported_timeout', class_confidence: 'exact' });
  });

  test('40 tries fit into the attempts that a draft holds', () => {
    const list = (text: string): string => Array(40).fill(text).join(', ');
    expect(read(`1.2.3.4 - - [12/Mar/2026:09:20:01 +0100] "GET / HTTP/1.1" 502 1 "-" "-" rt=1.000 urt="${list('0.001')}" ua="${list('10.0.0.1:80')}" us="${list('502')}"`).attempts).toHaveLength(32);
  });
});

describe('laws', () => {
  const all = [...combined, ...upstream];
  const survives = (bytes: Uint8Array): void => {
    const buf = Buffer.from(bytes);
    for (const format of [nginxCombined, nginxUpstream]) {
      draft.reset(buf);
      const verdict = format.parse(buf, 0, buf.length, draft, DEFAULT_SETTINGS);
      format.classify(draft, DEFAULT_SETTINGS);
      const record = toRecord(draft);
      if (verdict === REJECTED) expect(draft.reason).not.toBe(''); else expect(record.timestamp).not.toBeNull();
      format.sniff(buf, 0, buf.length);
    }
  };
  test('any bytes', () => fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), survives)));
  test('cut lines', () => fc.assert(fc.property(fc.constantFrom(...all), fc.nat(), (line, n) => survives(Buffer.from(line).subarray(0, n % (line.length + 1))))));
  test('flipped bits', () => fc.assert(fc.property(fc.constantFrom(...all), fc.array(fc.tuple(fc.nat(), fc.nat(7)), { minLength: 1, maxLength: 6 }), (line, flips) => {
    const buf = Buffer.from(line);
    for (const [at, bit] of flips) buf[at % buf.length] ^= 1 << bit;
    survives(buf);
  })));
  test('spliced lines', () => fc.assert(fc.property(fc.constantFrom(...all), fc.constantFrom(...all), fc.nat(), fc.nat(), (a, b, i, j) => survives(Buffer.from(a.slice(0, i % a.length) + b.slice(j % b.length))))));

  test('a line inside a larger buffer is read as it is alone', () => fc.assert(fc.property(fc.constantFrom(...all), fc.uint8Array({ maxLength: 60 }), fc.uint8Array({ maxLength: 60 }), (line, before, after) => {
    const buf = Buffer.concat([before, Buffer.from(line), after]), alone = read(line);
    draft.reset(buf);
    const verdict = nginxUpstream.parse(buf, before.length, before.length + Buffer.byteLength(line), draft, DEFAULT_SETTINGS);
    nginxUpstream.classify(draft, DEFAULT_SETTINGS);
    expect({ ...toRecord(draft), verdict, reason: draft.reason }).toEqual(alone);
  })));

  test('lists of any length come back as they were written', () => {
    const try_ = fc.record({ addr: fc.tuple(fc.nat(255), fc.integer({ min: 1, max: 65535 })).map(([a, p]) => `10.0.0.${a}:${p}`), status: fc.constantFrom(200, 404, 500, 502, 504), ms: fc.nat(90_000), redirect: fc.boolean() });
    fc.assert(fc.property(fc.array(try_, { minLength: 1, maxLength: 12 }), (tries) => {
      const join = (f: (t: (typeof tries)[number]) => string): string => tries.map((t, i) => (i === 0 ? '' : t.redirect ? ' : ' : ', ') + f(t)).join('');
      const seconds = (ms: number): string => (ms / 1000).toFixed(3);
      const record = read(`1.2.3.4 - - [12/Mar/2026:09:20:01 +0100] "GET / HTTP/1.1" 200 1 "-" "-" us="${join((t) => String(t.status))}" urt=${join((t) => seconds(t.ms))} ua=${join((t) => t.addr)} rt=1.000`);
      const groups = tries.map((_, i) => tries.slice(1, i + 1).filter((t) => t.redirect).length);
      expect(record.attempts.map((a) => [a.addr, a.status, a.response_ms, a.group])).toEqual(tries.map((t, i) => [t.addr, t.status, t.ms, groups[i]]));
      expect(record.retries).toBe(tries.length - 1 - groups[groups.length - 1]);
      expect(record.duration_ms).toBe(1000);
    }));
  });
});

test('a line of 400 kB is read in linear time', () => {
  for (const filler of ['"', '=', 'a=', ', ', ' : ', '[', '\\', '0.001, ', '12/Mar/2026:09:20:01 +0100] "', 'a=1,b=']) {
    for (const head of ['', '1.2.3.4 - - [12/Mar/2026:09:20:01 +0100] "GET / HTTP/1.1" 200 1 ', '1.2.3.4 - - [12/Mar/2026:09:20:01 +0100] "GET / HTTP/1.1" 200 1 "-" "-" ua=', 'a=1 ']) {
      const line = head + filler.repeat(400_000 / filler.length), started = performance.now();
      read(line);
      expect(performance.now() - started, `${head}${filler}`).toBeLessThan(QUADRATIC_MS);
    }
  }
});
