import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { CALL, Draft, REJECTED, toRecord, type CallRecord, type Verdict } from '../call';
import { DEFAULT_SETTINGS } from '../ingest/settings';
import { compileLogFormat } from './nginx-log-format';

const draft = new Draft();
function compiled(paste: string): Extract<ReturnType<typeof compileLogFormat>, { ok: true }> {
  const made = compileLogFormat(paste);
  if (!made.ok) throw new Error(made.message);
  return made;
}
function read(paste: string, line: string): CallRecord & { verdict: Verdict; reason: string } {
  const { format } = compiled(paste), buf = Buffer.from(line);
  draft.reset(buf);
  const verdict = format.parse(buf, 0, buf.length, draft, DEFAULT_SETTINGS);
  format.classify(draft, DEFAULT_SETTINGS);
  return { ...toRecord(draft), verdict, reason: draft.reason };
}

const PASTE = `
    # what our gateway writes
    log_format  timed  '$remote_addr - $remote_user [$time_local] "$request" '
                       '$status $body_bytes_sent "$http_referer" "$http_user_agent" '   # the usual
                       '\${request_time}s up=[$upstream_addr] $upstream_status $upstream_connect_time/$upstream_header_time/$upstream_response_time '
                       'id=$request_id';`;
const LINE = '10.20.0.7 - - [12/Mar/2026:09:20:01 +0100] "GET /flights?x=1 HTTP/1.1" 200 8123 "-" "Mozilla/5.0 (X11)" 3.043s up=[10.40.1.11:8080, 10.40.1.12:8080] 504, 200 0.000, 0.001/-, 0.041/3.001, 0.042 id=4f1c0aa2';

describe('the user\'s own log_format', () => {
  test('over several lines, with comments; lists without quotes', () => {
    expect(read(PASTE, LINE)).toMatchObject({
      verdict: CALL, format: 'nginx-log-format', timestamp: '2026-03-12T08:20:01.000Z', client_ip: '10.20.0.7', method: 'GET', path: '/flights', query: 'x=1', status: 200, bytes_out: 8123, duration_ms: 3043, request_id: '4f1c0aa2', retries: 1,
      attempts: [{ addr: '10.40.1.11:8080', status: 504, connect_ms: 0, first_byte_ms: null, response_ms: 3001, failure_class: 'first_byte_timeout' }, { addr: '10.40.1.12:8080', status: 200, connect_ms: 1, first_byte_ms: 41, response_ms: 42 }],
    });
    expect(compiled(PASTE)).toMatchObject({ name: 'timed', skipped: ['remote_user', 'http_referer'], format: { title: 'nginx log_format timed', answers: { duration: true, connect: true, firstByte: true, instance: true, retries: 'list', requestId: true } } });
  });

  test.each([
    ['only the quoted pieces', `'$time_iso8601 $status ' "$request_uri"`],
    ['the bare text', '$time_iso8601 $status $request_uri'],
    ['double quotes', 'log_format x "$time_iso8601 $status $request_uri";'],
    ['an escape parameter', `log_format x escape=none '$time_iso8601 $status $request_uri';`],
    ['without the semicolon', `log_format x '$time_iso8601 $status $request_uri'`],
  ])('%s', (_, paste) => expect(read(paste, '2026-03-12T09:20:01+01:00 404 /a?b')).toMatchObject({ verdict: CALL, status: 404, path: '/a', query: 'b', timestamp: '2026-03-12T08:20:01.000Z' }));

  test('escape=json, quoted and unquoted values', () => {
    const paste = `log_format j escape=json '{"t":"$time_iso8601","st":$status,"rt":$request_time,"urt":"$upstream_response_time","uri":"$request_uri","agent":"$http_user_agent"}';`;
    expect(read(paste, '{"t":"2026-03-12T09:20:01+01:00","st":200,"rt":0.105,"urt":"","uri":"/a\\"b","agent":"x\\",\\"rt\\":9"}')).toMatchObject({ verdict: CALL, duration_ms: 105, upstream_ms: null, attempts: [], path: '/a"b' });
  });

  test('scheme, host and URI side by side; unknown variables; $msec; tabs', () => {
    expect(read('\'$msec\\t$scheme://$host$request_uri\\t$status\\t$geoip_country\\t$upstream_cache_status\'', '1773303601.123\thttps\u003a//travel.example/a?b=1\t200\tDE\tMISS')).toMatchObject({ timestamp: '2026-03-12T08:20:01.123Z', host: 'travel.example', path: '/a', query: 'b=1', status: 200 });
    expect(read('$time_iso8601 $foo$bar $status', '2026-03-12T09:20:01+01:00 xyz 200')).toMatchObject({ verdict: CALL, status: 200 });
  });

  test('lists end where they end: before a blank, before a comma', () => {
    const lists = 'log_format c \'$msec,$status,$upstream_addr,$upstream_status\';';
    expect(read(lists, '1773303601.123,200,10.0.0.1:80, 10.0.0.2:80,502, 200').attempts.map((a) => [a.addr, a.status])).toEqual([['10.0.0.1:80', 502], ['10.0.0.2:80', 200]]);
    const spaced = '$msec $upstream_addr $upstream_response_time $status';
    expect(read(spaced, '1773303601.123 10.0.0.1:80 : 10.0.0.2:80 0.001 : 0.002 200').attempts.map((a) => [a.addr, a.response_ms, a.group])).toEqual([['10.0.0.1:80', 1, 0], ['10.0.0.2:80', 2, 1]]);
    expect(read(spaced, '1773303601.123 - - 404')).toMatchObject({ attempts: [], status: 404, retries: 0 });
  });

  test('lines of another layout are rejected', () => {
    for (const line of ['', 'x', LINE.slice(0, 90), `${LINE} more`.replace('id=', 'ID='), LINE.replace('"GET', 'GET')]) expect(read(PASTE, line), line).toMatchObject({ verdict: REJECTED, reason: 'does not match the log_format' });
    expect(read('$time_local $status', 'yesterday 200')).toMatchObject({ verdict: REJECTED, reason: 'no timestamp' });
  });

  test.each([
    ['', /Nothing was pasted/, 0],
    ['access_log /var/log/nginx/access.log timed;', /access_log line/, 0],
    ['error_log /var/log/nginx/error.log;', /error log has a fixed layout/, 0],
    ['log_format timed', /has no text/, 16],
    ['log_format timed ;', /has no text/, 17],
    ['log_format \'$status\';', /needs a name/, 11],
    ['log_format a escape=xml \'$status\';', /escape=xml is unknown/, 20],
    ['log_format a \'$status $time_local;', /not closed/, 13],
    ['10.0.0.1 - - [12/Mar/2026:09:20:01 +0100] "GET / HTTP/1.1" 200 1', /looks like a log line/, 0],
    ['log_format a \'plain\';', /no \$variable/, 13],
    ['log_format a \'$status $request\';', /does not log the time/, 0],
    ['log_format a \'$time_local $request\';', /does not log the status/, 0],
  ])('%s: says what is wrong and where', (paste, message, at) => {
    const made = compileLogFormat(paste);
    expect(made).toMatchObject({ ok: false, at });
    expect((made as { message: string }).message).toMatch(message);
  });
});

describe('laws', () => {
  test('any paste gives a format or a problem inside of it', () => fc.assert(fc.property(fc.string({ unit: fc.constantFrom('$', '\'', '"', ' ', ';', '\\', '#', '\n', '{', '}', 'status', 'time_local', 'log_format', 'escape=', 'x'), maxLength: 40 }), (paste) => {
    const made = compileLogFormat(paste);
    if (!made.ok) { expect(made.at).toBeLessThanOrEqual(paste.length); expect(made.message).not.toBe(''); }
  })));

  test('any bytes, cut and flipped lines', () => {
    const { format } = compiled(PASTE);
    fc.assert(fc.property(fc.nat(), fc.array(fc.tuple(fc.nat(), fc.nat(7)), { maxLength: 4 }), (cut, flips) => {
      const buf = Buffer.from(LINE);
      for (const [i, bit] of flips) buf[i % buf.length] ^= 1 << bit;
      draft.reset(buf);
      format.parse(buf, 0, cut % (buf.length + 1), draft, DEFAULT_SETTINGS);
      format.classify(draft, DEFAULT_SETTINGS);
    }));
  });

  test('what a format of quoted variables writes comes back', () => {
    const names = ['status', 'request_time', 'remote_addr', 'request_id', 'bytes_sent', 'host'] as const;
    const value = { status: fc.constantFrom('200', '504'), request_time: fc.nat(99_999).map((n) => (n / 1000).toFixed(3)), remote_addr: fc.ipV4(), request_id: fc.stringMatching(/^[0-9a-f]{32}$/), bytes_sent: fc.nat().map(String), host: fc.domain() };
    fc.assert(fc.property(fc.shuffledSubarray([...names], { minLength: 1 }), fc.record(value), fc.stringMatching(/^[ |;,-]{1,3}$/), (order, values, gap) => {
      const all = [...new Set(['status' as const, ...order])];
      const record = read(`'$msec${gap}${all.map((n) => `"$${n}"`).join(gap)}'`, `1773303601.123${gap}${all.map((n) => `"${values[n]}"`).join(gap)}`);
      expect(record.verdict).toBe(CALL);
      expect(record.status).toBe(Number(values.status));
      if (all.includes('request_time')) expect(record.duration_ms).toBe(Math.round(Number(values.request_time) * 1000));
      if (all.includes('remote_addr')) expect(record.client_ip).toBe(values.remote_addr);
      if (all.includes('request_id')) expect(record.request_id).toBe(values.request_id);
      if (all.includes('bytes_sent')) expect(record.bytes_out).toBe(Number(values.bytes_sent));
      if (all.includes('host')) expect(record.host).toBe(values.host);
    }));
  });
});
