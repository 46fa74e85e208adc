import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CALL, Draft, REJECTED, toRecord, type CallRecord, type Verdict } from '../call';
import { Detector } from './detect';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { apacheLayout } from './apache-layout';
import { compileLayout, DIALECTS } from './layout';
import { QUADRATIC_MS } from './test-time';

const draft = new Draft();
const made = (paste: string): Extract<ReturnType<typeof compileLayout>, { ok: true }> => { const c = compileLayout(paste); if (!c.ok) throw new Error(c.message); return c; };
function read(paste: string, line: string | Buffer, settings: Partial<ParseSettings> = {}): CallRecord & { verdict: Verdict; reason: string } {
  const { format } = made(paste), buf = Buffer.from(line as string), all = { ...DEFAULT_SETTINGS, ...settings };
  draft.reset(buf);
  const verdict = format.parse(buf, 0, buf.length, draft, all);
  format.classify(draft, all);
  return { ...toRecord(draft), verdict, reason: draft.reason };
}
const HEAD = '10.0.0.1 - - [12/Mar/2026:09:20:01 +0100] "GET /a?b=1 HTTP/1.1" 200 512 "-" "curl/8.5.0"', COMBINED = '%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-Agent}i\\"';
const FULL = `LogFormat "%v:%p %a %l %u %t \\"%r\\" %>s %O %I \\"%{Referer}i\\" \\"%{User-Agent}i\\" %D %X %L %{UNIQUE_ID}e %{BALANCER_WORKER_NAME}e %^FB \\"%!200,304{X-Request-Id}o\\"" full`;

describe('the user\'s own LogFormat', () => {
  test('every directive that says something of a call', () => {
    expect(made(FULL)).toMatchObject({ name: 'full', format: { id: 'apache-log-format', title: 'Apache LogFormat full', answers: { duration: true, firstByte: true, instance: true, clientAbort: true, requestId: true, zone: true } } });
    expect(made(FULL).skipped).toEqual(['%p', '%l', '%u', '%{Referer}i']);
    expect(read(FULL, 'shop.example:443 2001:db8::7 - jo ann [12/Mar/2026:09:20:01 +0100] "POST /pay HTTP/2.0" 502 381 77 "-" "say \\"hi\\"" 1004750 - aaZ1 aaZ1 http://10.0.0.9:8080 1004000 "r-7"')).toMatchObject({
      verdict: CALL, format: 'apache-log-format', gateway: 'apache', timestamp: '2026-03-12T08:20:01.000Z', timestamp_kind: 'start', host: 'shop.example', client_ip: '2001:db8::7', method: 'POST', path: '/pay', status: 502, bytes_out: 381, bytes_in: 77,
      duration_ms: 1004.75, first_byte_ms: 1004, request_id: 'r-7', upstream_addr: '10.0.0.9:8080', attempts: [{ addr: '10.0.0.9:8080' }], failure_class: 'failure_unspecified', flags_raw: null,
    });
  });

  test.each([
    ['%D', '12345', 12.345], ['%T', '3', 3000], ['%{ms}T', '1234', 1234], ['%{us}T', '1234567', 1234.567], ['%{s}T', '2', 2000], ['%T/%D', '1/1234567', 1234.567], ['%D %T', '1234567 1', 1234.567], ['%{ms}T %D', '1234 1234567', 1234.567], ['%D', '-', null],
  ])('%s %s → %s ms', (directive, value, ms) => expect(read(`LogFormat "${COMBINED} ${directive}" x`, `${HEAD} ${value}`)).toMatchObject({ verdict: CALL, duration_ms: ms, path: '/a', query: 'b=1' }));

  test('who left, and which limit was met', () => {
    expect(read(`LogFormat "${COMBINED} %D %X" x`, `${HEAD} 5000 X`)).toMatchObject({ failure_class: 'client_abort', class_confidence: 'exact', flags_raw: 'X' });
    expect(read(`LogFormat "${COMBINED} %D %X" x`, `${HEAD} 5000 +`)).toMatchObject({ failure_class: null });
    expect(read('LogFormat "%t %>s %D" x', '[12/Mar/2026:09:20:01 +0100] 504 60003000')).toMatchObject({ failure_class: 'first_byte_timeout', class_confidence: 'inferred' });
  });

  test.each([
    ['the directive', `LogFormat "${COMBINED} %D" timed`], ['over two lines', `LogFormat "%h %l %u %t \\"%r\\" %>s %b \\\n   \\"%{Referer}i\\" \\"%{User-Agent}i\\" %D" timed`], ['single quotes', `LogFormat '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %D' timed`],
    ['CustomLog', `CustomLog \${APACHE_LOG_DIR}/access.log "${COMBINED} %D"`], ['only the quoted text', `"${COMBINED} %D"`], ['the bare text', '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %D'],
  ])('%s', (_, paste) => expect(read(paste, `${HEAD} 5000`)).toMatchObject({ verdict: CALL, duration_ms: 5 }));

  test('nicknames that every Apache has', () => {
    expect(read('CustomLog logs/access_log combined', HEAD)).toMatchObject({ verdict: CALL, path: '/a', timestamp_kind: 'start' });
    expect(read('CustomLog "|/usr/bin/rotatelogs x" vhost_combined', `a.example:443 ${HEAD}`)).toMatchObject({ host: 'a.example', client_ip: '10.0.0.1' });
    expect(made('CustomLog logs/access_log common').name).toBe('common');
  });

  test.each([
    ['%{%Y-%m-%dT%H:%M:%S}t.%{usec_frac}t%{%z}t', '2026-03-12T09:20:01.123456+0100', '2026-03-12T08:20:01.123Z', false], ['%{%d/%b/%Y:%T}t.%{msec_frac}t %{%z}t', '12/Mar/2026:09:20:01.250 +0100', '2026-03-12T08:20:01.250Z', false], ['%{sec}t.%{msec_frac}t', '1773303601.250', '2026-03-12T08:20:01.250Z', false],
    ['%{msec}t', '1773303601250', '2026-03-12T08:20:01.250Z', false], ['%{usec}t', '1773303601250123', '2026-03-12T08:20:01.250Z', false], ['%{%F %T}t', '2026-03-12 09:20:01', '2026-03-12T08:20:01.000Z', true], ['%{begin:%s}t', '1773303601', '2026-03-12T08:20:01.000Z', false], ['%{%I:%M:%S %p %e %b %y}t', '09:20:01 AM 12 Mar 26', '2026-03-12T08:20:01.000Z', true],
  ])('time %s', (directive, value, at, assumed) => expect(read(`LogFormat "[${directive}] %>s" x`, `[${value}] 200`, { zone: 'Europe/Berlin' })).toMatchObject({ verdict: CALL, timestamp: at, tz_assumed: assumed }));

  test('the end, where that is logged', () => {
    expect(read('LogFormat "%{end:%Y-%m-%d %H:%M:%S}t %>s" x', '2026-03-12 09:20:01 200')).toMatchObject({ timestamp_kind: 'end' });
    expect(read('LogFormat "%{end:sec}t %>s" x', '1773303601 200')).toMatchObject({ timestamp_kind: 'end', timestamp: '2026-03-12T08:20:01.000Z' });
  });

  test('method, path and query apart; JSON; ports; who is behind a proxy', () => {
    expect(read('LogFormat "%t %m %U%q %H %>s" x', '[12/Mar/2026:09:20:01 +0100] GET /a/b?c=d HTTP/1.1 200')).toMatchObject({ method: 'GET', path: '/a/b', query: 'c=d', status: 200 });
    expect(read('LogFormat "%t %m %U%q %H %>s" x', '[12/Mar/2026:09:20:01 +0100] GET /a HTTP/1.1 200')).toMatchObject({ path: '/a', query: null });
    expect(read('LogFormat "{\\"time\\":\\"%{%Y-%m-%dT%T%z}t\\",\\"client\\":\\"%a\\",\\"status\\":%>s,\\"us\\":%D,\\"url\\":\\"%U%q\\",\\"agent\\":\\"%{User-agent}i\\"}" json', '{"time":"2026-03-12T09:20:01+0100","client":"10.0.0.1","status":404,"us":77,"url":"/x?y","agent":"a \\"b\\""}')).toMatchObject({ verdict: CALL, status: 404, duration_ms: 0.077, path: '/x', query: 'y' });
    expect(read('LogFormat "%a:%{remote}p %t %>s" x', '2001:db8::1:5000 [12/Mar/2026:09:20:01 +0100] 200').client_ip).toBe('2001:db8::1');
    expect(read('LogFormat "%{X-Forwarded-For}i %t %>s" x', '1.2.3.4, 10.0.0.5 [12/Mar/2026:09:20:01 +0100] 200').client_ip).toBe('10.0.0.5');
    expect(read('LogFormat "%{X-Forwarded-For}i %h %t %>s" x', '- 10.0.0.1 [12/Mar/2026:09:20:01 +0100] 200').client_ip).toBe('10.0.0.1');
  });

  test.each([
    ['', 'no layout'], ['LogFormat', 'no text'], ['LogFormat "%h %l" x', 'does not log the time'], ['LogFormat "%h %t" x', 'does not log the status'], ['LogFormat "%t %>s %h', 'not closed'], ['CustomLog logs/a mine', 'does not hold it'], ['TransferLog logs/a', 'names a file'],
    ['ErrorLogFormat "[%t] %M"', 'recognised by itself'], ['LogFormat "%t %>s%h%a" x', 'Nothing stands between'], ['LogFormat "%{%Q}t %>s" x', '%Q'], ['LogFormat "%t %>s %?" x', 'no directive'], ['LogFormat "hello" x', 'no directive such as'],
  ])('what is wrong is said: %s', (paste, words) => { const c = compileLayout(paste); expect(c.ok ? '' : c.message).toContain(words); });

  test('at most one dialect recognises a paste', () => {
    const pastes = [...DIALECTS.map((d) => d.example), FULL, 'CustomLog ${APACHE_LOG_DIR}/access.log combined', '%h %l %u %t "%r" %>s %b', '"%{Referer}i" %>s %t', 'LogFormat "%h $x" y'];
    for (const paste of pastes) expect(DIALECTS.filter((d) => d.recognises(paste)).map((d) => d.id).length, paste).toBe(1);
    for (const d of DIALECTS) if (d !== apacheLayout) expect(apacheLayout.recognises(d.example), d.id).toBe(false);
  });

  test('lines of another layout are left to others', () => {
    const paste = `LogFormat "${COMBINED} %D" x`, d = new Detector({ ...DEFAULT_SETTINGS, logFormats: [paste] }), mine = Buffer.from(`${HEAD} 5`), other = Buffer.from(HEAD);
    expect(d.pick(mine, 0, mine.length)?.id).toBe('apache-log-format');
    expect(read(paste, HEAD)).toMatchObject({ verdict: REJECTED, reason: 'does not match the LogFormat' });
    expect(d.again(other, 0, other.length, d.pick(other, 0, other.length)!)?.id).toBe('nginx-combined');
  });

  test('laws: no paste and no line makes it throw or hang', () => {
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (paste) => { const c = apacheLayout.compile(`LogFormat "${paste}`); if (!c.ok) expect(c.message).not.toBe(''); }), { numRuns: 500 });
    const line = 'shop.example:443 10.0.0.7 - jo [12/Mar/2026:09:20:01 +0100] "POST /pay HTTP/2.0" 502 381 77 "-" "x" 1004750 - aaZ1 aaZ1 http://10.0.0.9:8080 1004000 "r-7"';
    fc.assert(fc.property(fc.nat(line.length), fc.nat(line.length), fc.nat(255), (cut, at, byte) => { const buf = Buffer.from(line.slice(0, cut)); if (buf.length > 0) buf[at % buf.length] = byte; expect([CALL, REJECTED]).toContain(read(FULL, buf).verdict); }), { numRuns: 1000 });
    const begun = performance.now();
    for (const filler of [' ', '"', '\\', ':', '[', 'x']) read(FULL, filler.repeat(200_000));
    expect(performance.now() - begun).toBeLessThan(QUADRATIC_MS);
  });
});
