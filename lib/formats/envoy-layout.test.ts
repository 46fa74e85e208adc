import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CALL, Draft, FILTERED, REJECTED, toRecord, type CallRecord } from '../call';
import { LineReader } from '../ingest/line-reader';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { envoyLayout } from './envoy-layout';
import { envoyText } from './envoy-text';
import { compileLayout, DIALECTS } from './layout';
import { compileTime, timeEnd } from './strftime';
import { QUADRATIC_MS } from './test-time';

const DEFAULT = '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% %BYTES_RECEIVED% %BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%" "%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%"';
const draft = new Draft();
function read(paste: string, line: string | object, settings: Partial<ParseSettings> = {}): CallRecord & { verdict: number; reason: string } {
  const made = compileLayout(paste), buf = Buffer.from(typeof line === 'string' ? line : JSON.stringify(line)), all = { ...DEFAULT_SETTINGS, ...settings };
  if (!made.ok) throw new Error(made.message);
  draft.reset(buf);
  const verdict = made.format.parse(buf, 0, buf.length, draft, all);
  if (verdict === CALL) made.format.classify(draft, all);
  return { ...toRecord(draft), verdict, reason: draft.reason };
}
const wrong = (paste: string): { message: string; at: number } => { const made = compileLayout(paste); if (made.ok) throw new Error('compiles'); return made; };

describe('format strings', () => {
  const plain = (line: string): string => line.replace(/^(ACCESS |\S+ stdout F )/, '');
  test('Envoy\'s default reads as the built-in format does', () => {
    for (const line of readFileSync(new URL('envoy-text.sample.log', import.meta.url), 'utf8').trimEnd().split('\n').map(plain)) {
      // Where the path has a blank or more stands behind, only the built-in format can tell.
      if (line.includes('q=a b') || line.endsWith('42')) continue;
      const buf = Buffer.from(line), own = new Draft();
      own.reset(buf); envoyText.parse(buf, 0, buf.length, own, DEFAULT_SETTINGS); envoyText.classify(own, DEFAULT_SETTINGS);
      const { verdict, reason, ...record } = read(DEFAULT, line);
      expect(verdict, line).toBe(CALL); expect(reason).toBe('');
      expect(record, line).toEqual({ ...toRecord(own), format: 'envoy-format' });
    }
  });

  test('fields in any order, times of any pattern, connect and body from spans of time', () => {
    expect(read('%START_TIME(%s.%3f)% code=%RESPONSE_CODE% flags=%RESPONSE_FLAGS_LONG% why=%RESPONSE_CODE_DETAILS% took=%DURATION%ms conn=%COMMON_DURATION(US_CX_BEG:US_CX_END:ms)% first=%RESPONSE_DURATION% body=%RESPONSE_TX_DURATION% to=%UPSTREAM_HOST% tries=%UPSTREAM_REQUEST_ATTEMPT_COUNT% x=%DYNAMIC_METADATA(a.b:c)%',
      '1773307201.105 code=504 flags=UpstreamRequestTimeout why=response_timeout took=3001ms conn=2 first=- body=- to=10.0.0.1:80 tries=3 x={"a":1}')).toMatchObject({
      verdict: CALL, timestamp: '2026-03-12T09:20:01.105Z', timestamp_kind: 'start', status: 504, duration_ms: 3001, connect_ms: 2, upstream_addr: '10.0.0.1:80', retries: 2, failure_class: 'first_byte_timeout', flags_raw: 'UpstreamRequestTimeout' });
    expect(read('%START_TIME_LOCAL(%Y-%m-%d %H:%M:%S)% %RESPONSE_CODE% %DURATION%', '2026-07-12 09:20:01 200 5', { zone: 'Europe/Berlin' })).toMatchObject({ timestamp: '2026-07-12T07:20:01.000Z', tz_assumed: true });
    expect(read('%START_TIME(%d/%b/%Y:%H:%M:%S %z)% %RESPONSE_CODE% 100%%', '12/Mar/2026:09:20:01 +0000 200 100%')).toMatchObject({ timestamp: '2026-03-12T09:20:01.000Z', tz_assumed: false, status: 200 });
    expect(read('[%START_TIME%] %ACCESS_LOG_TYPE% %RESPONSE_CODE%', '[2026-03-12T09:20:01.105Z] DownstreamPeriodic 0')).toMatchObject({ verdict: FILTERED, reason: 'not the end of a call' });
  });

  test.each([
    ['bare, over two lines', `[%START_TIME%] "%REQ(:METHOD)% %REQ(:PATH)% %PROTOCOL%"\n  %RESPONSE_CODE% %RESPONSE_FLAGS%\\n`],
    ['YAML, in quotes', 'access_log:\n- name: envoy.access_loggers.file\n  typed_config:\n    path: /dev/stdout\n    format: "[%START_TIME%] \\"%REQ(:METHOD)% %REQ(:PATH)% %PROTOCOL%\\" %RESPONSE_CODE% %RESPONSE_FLAGS%\\n"\n'],
    ['YAML, a block', 'log_format:\n  text_format_source:\n    inline_string: |\n      [%START_TIME%] "%REQ(:METHOD)% %REQ(:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS%\n'],
    ['YAML, folded', 'accessLogFormat: >-\n  [%START_TIME%] "%REQ(:METHOD)% %REQ(:PATH)% %PROTOCOL%"\n  %RESPONSE_CODE% %RESPONSE_FLAGS%'],
    ['JSON', JSON.stringify({ config: { path: '/dev/stdout', format: '[%START_TIME%] "%REQ(:METHOD)% %REQ(:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS%\n' } })],
    ['in quotes', '\'[%START_TIME%] "%REQ(:METHOD)% %REQ(:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS%\''],
  ])('pasted as %s', (_, paste) => {
    expect(read(paste, '[2026-03-12T09:20:01.105Z] "GET /x?a=1 HTTP/2" 503 UH')).toMatchObject({ verdict: CALL, method: 'GET', path: '/x', query: 'a=1', status: 503, failure_class: 'no_healthy_upstream' });
    expect(read(paste, '[2026-03-12T09:20:01.105Z] "GET /x HTTP/2" 503').verdict).toBe(REJECTED);
  });
});

describe('dictionaries', () => {
  const line = { when: '2026-03-12T09:20:01.105Z', who: { method: 'GET', path: '/x?a=1' }, code: '503', fl: 'UF', why: 'delayed connect error: 111', ms: '7', to: '10.0.0.1:80', rid: 'r-1', extra: 'x' };
  test.each([
    ['JSON', JSON.stringify({ when: '%START_TIME%', who: { method: '%REQ(:METHOD)%', path: '%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%' }, code: '%RESPONSE_CODE%', fl: '%RESPONSE_FLAGS%', why: '%UPSTREAM_TRANSPORT_FAILURE_REASON%', ms: '%DURATION%', to: '%UPSTREAM_HOST%', rid: '%REQ(X-REQUEST-ID)%', extra: 'v %PROTOCOL%' })],
    ['Istio\'s text of JSON', `accessLogFormat: '{"when":"%START_TIME%","who":{"method":"%REQ(:METHOD)%","path":"%REQ(:PATH)%"},"code":"%RESPONSE_CODE%","fl":"%RESPONSE_FLAGS%","why":"%UPSTREAM_TRANSPORT_FAILURE_REASON%","ms":"%DURATION%","to":"%UPSTREAM_HOST%","rid":"%REQ(X-REQUEST-ID)%"}'`],
    ['YAML', 'typed_config:\n  log_format:\n    json_format:\n      when: "%START_TIME%"\n      who:\n        method: "%REQ(:METHOD)%"\n        path: "%REQ(:PATH)%"\n      code: "%RESPONSE_CODE%"\n      fl: \'%RESPONSE_FLAGS%\'\n      why: "%UPSTREAM_TRANSPORT_FAILURE_REASON%"\n      ms: "%DURATION%"\n      to: "%UPSTREAM_HOST%"\n      rid: "%REQ(X-REQUEST-ID)%"\n      extra: "v %PROTOCOL%"\n'],
    ['a whole JSON configuration', JSON.stringify({ access_log: [{ typed_config: { log_format: { json_format: { when: '%START_TIME%', who: { method: '%REQ(:METHOD)%', path: '%REQ(:PATH)%' }, code: '%RESPONSE_CODE%', fl: '%RESPONSE_FLAGS%', why: '%UPSTREAM_TRANSPORT_FAILURE_REASON%', ms: '%DURATION%', to: '%UPSTREAM_HOST%', rid: '%REQ(X-REQUEST-ID)%' } } } }] })],
  ])('%s', (_, paste) => {
    expect(read(paste, line)).toMatchObject({ verdict: CALL, timestamp: '2026-03-12T09:20:01.105Z', method: 'GET', path: '/x', query: 'a=1', status: 503, duration_ms: 7, upstream_addr: '10.0.0.1:80', request_id: 'r-1', failure_class: 'connect_refused' });
    expect(read(paste, { a: 1 }).verdict).toBe(REJECTED);
  });
  test('what is read and what is not is said', () => {
    const made = compileLayout('{"t":"%START_TIME%","c":"%RESPONSE_CODE%","p":"v %PROTOCOL%","s":"%REQUESTED_SERVER_NAME%"}');
    expect(made).toMatchObject({ ok: true, variables: ['%START_TIME%', '%RESPONSE_CODE%'], skipped: ['v %PROTOCOL%', '%REQUESTED_SERVER_NAME%'] });
  });
});

describe('the dialect', () => {
  test.each([
    ['%RESPONSE_CODE% %DURATION%', 'does not log the time', 0], ['[%START_TIME%] %DURATION%', 'how a call ended', 0], ['[%START_TIME%] %RESPONSE_CODE% %DURATION', '%DURATION is not closed', 31],
    ['[%START_TIME(%Q)%] %RESPONSE_CODE%', '%Q in %START_TIME(%Q)%', 1], ['[%START_TIME(%H:%M)%] %RESPONSE_CODE%', 'no whole date', 1], ['{"a":"%START_TIME%","b":', 'not valid JSON', 0], [`[%START_TIME%]${' '.repeat(20_000)}`, 'too long', 20_000],
  ])('%s: %s', (paste, message, at) => { expect(wrong(paste).message).toContain(message); if (at > 0) expect(wrong(paste).at).toBe(at); });
  test('is the only one for its pastes, and leaves the others alone', () => {
    for (const d of DIALECTS) expect(DIALECTS.filter((o) => o.recognises(d.example)).map((o) => o.id)).toEqual([d.id]);
    for (const paste of [DEFAULT, '{"t":"%START_TIME%"}', '%START_TIME(%Y/%m/%dT%H:%M:%S%z %s)% %REQ(X?Y):10% %TRAILER(T)%']) expect(DIALECTS.filter((d) => d.recognises(paste)).map((d) => d.id), paste).toEqual(['envoy-format']);
    for (const paste of ['%h %l %u %t "%r" %>s %b %D', '%{ms}T %D %HPO%HV', '100%', '%ST/%TR', 'LogFormat "%h %D%" x']) expect(envoyLayout.recognises(paste), paste).toBe(false);
  });
  test('comes first where a source has it; other lines are still recognised', () => {
    const r = new LineReader({ ...DEFAULT_SETTINGS, logFormats: ['[%START_TIME%] %RESPONSE_CODE% %DURATION%'] }), id = (line: string): string | undefined => { r.read(Buffer.from(line), 0, line.length); return r.format?.id; };
    expect([id('[2026-03-12T09:20:01.105Z] 200 5'), id('[2026-03-12T09:20:01.105Z] "GET / HTTP/1.1" 200 - 0 1 2 1 "-" "-" "-" "h" "1.2.3.4:5"'), id('[2026-03-12T09:20:01.105Z] 200 6')]).toEqual(['envoy-format', 'envoy-text', 'envoy-format']);
  });
  const part = fc.constantFrom('%START_TIME%', '%RESPONSE_CODE%', '%REQ(', ')%', '%', '%%', ' ', '"', '{', '}', ':', '\n', 'format: ', '%START_TIME(%Y', '|', '- ', '\'', '%DURATION%', '$');
  test('law: any text compiles or says what is wrong; what it compiles to reads any bytes', () => fc.assert(fc.property(fc.oneof(fc.string(), fc.array(part, { maxLength: 30 }).map((p) => p.join(''))), fc.uint8Array({ maxLength: 80 }), (paste, bytes) => {
    const made = envoyLayout.compile(paste), buf = Buffer.from(bytes);
    if (!made.ok) { expect(made.message).not.toBe(''); expect(made.at).toBeLessThanOrEqual(paste.length); return; }
    draft.reset(buf);
    made.format.holds!(buf, 0, buf.length); made.format.sniff(buf, 0, buf.length);
    if (made.format.parse(buf, 0, buf.length, draft, DEFAULT_SETTINGS) === CALL) made.format.classify(draft, DEFAULT_SETTINGS);
  }), { numRuns: 1000 }));
  test('pastes without end take no time', () => {
    for (const filler of [' ', '%A(', '%REQ(', '"', 'a: ', '\n', '{"a":', '\\n', '%START_TIME%', '- ']) { const paste = `x${filler.repeat(Math.floor(19_900 / filler.length))}`, started = performance.now(); envoyLayout.recognises(paste); envoyLayout.compile(paste); expect(performance.now() - started, filler).toBeLessThan(QUADRATIC_MS); }
  });
});

describe('times', () => {
  const time = (pattern: string, text: string): number => { const p = compileTime(pattern), buf = Buffer.from(`##${text}##`); if (typeof p === 'string') throw new Error(p); const t = p.read(buf, 2, buf.length - 2); return timeEnd === buf.length - 2 ? t : NaN; };
  test.each([
    ['%Y-%m-%dT%H:%M:%S.%3fZ', '2026-03-12T09:20:01.105Z', '2026-03-12T09:20:01.105Z'], ['%Y-%m-%dT%H:%M:%E3S%Ez', '2026-03-12T09:20:01.105+05:30', '2026-03-12T03:50:01.105Z'], ['%F %T', '2026-03-12 09:20:01', '2026-03-12T09:20:01.000Z'],
    ['%s.%6f', '1773307201.105999', '2026-03-12T09:20:01.105Z'], ['%s', '1773307201', '2026-03-12T09:20:01.000Z'], ['%a, %d %b %Y %T %Z', 'Thu, 12 Mar 2026 09:20:01 GMT', '2026-03-12T09:20:01.000Z'],
    ['%D %I:%M:%S %p', '03/12/26 09:20:01 PM', '2026-03-12T21:20:01.000Z'], ['%e/%b/%Y:%H:%M:%S %z', ' 2/Mar/2026:09:20:01 -0100', '2026-03-02T10:20:01.000Z'], ['%Y%m%d%H%M%S%f', '20260312092001105000000', '2026-03-12T09:20:01.105Z'],
  ])('%s', (pattern, text, want) => expect(new Date(time(pattern, text)).toISOString()).toBe(want));
  test('what does not fit, and patterns that cannot be read', () => {
    for (const text of ['', '2026', '2026-02-30 09:20:01', '2026-03-12 09:20:01 ', '2026-13-12 09:20:01', 'x']) expect(time('%F %T', text), text).toBeNaN();
    expect([compileTime('%Q'), compileTime('%H:%M'), compileTime('%'), compileTime('%Y-%m')]).toEqual(['%Q', 'a whole date', '%', 'a whole date']);
  });
  test('law: what a date writes reads back', () => fc.assert(fc.property(fc.date({ min: new Date('1990-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }), (d) => {
    expect(time('%Y-%m-%dT%H:%M:%S.%fZ', d.toISOString())).toBe(d.getTime());
    expect(time('%s.%3f', `${Math.floor(d.getTime() / 1000)}.${String(d.getTime() % 1000).padStart(3, '0')}`)).toBe(d.getTime());
  })));
});
