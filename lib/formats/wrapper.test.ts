import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { newWrapper, unwrap } from './wrapper';

const line = '10.1.2.3:4711 [19/Aug/2026:18:06:38.123] fe be/app3 12/0/1/845/860';
function peeled(text: string): { inside: string; kind: string; year: number | null; offsetMin: number | null; at: string | null } {
  const buf = Buffer.from(text), w = newWrapper(), from = unwrap(buf, 0, buf.length, w);
  return { inside: buf.toString('utf8', from), kind: w.kind, year: w.year, offsetMin: w.offsetMin, at: w.at === null ? null : new Date(w.at).toISOString() };
}

describe('what stands in front of a line', () => {
  test.each([
    ['', '', null, null, null],
    ['Aug 19 18:06:38 lb1 haproxy[2411]: ', 'syslog', null, null, null],
    ['Aug  9 18:06:38 lb1 haproxy[2411]: ', 'syslog', null, null, null],
    ['Aug 19 2026 18:06:38 lb1 haproxy[2411]: ', 'syslog', 2026, null, null],
    ['<134>Aug 19 18:06:38 haproxy[2411]: ', 'syslog', null, null, null],
    ['<134>Aug 19 18:06:38 lb1 nginx: ', 'syslog', null, null, null],
    ['<134>Aug  9 18:06:38 [LB][3241]: ', 'syslog', null, null, null],
    ['<134>haproxy[2411]: ', 'syslog', null, null, null],
    ['haproxy[2411]: ', 'tag', null, null, null],
    ['2026-08-19T18:06:39+02:00 lb1.example haproxy[11]: ', 'syslog-iso', 2026, 120, '2026-08-19T16:06:39.000Z'],
    ['2026-08-19T18:06:39.250000Z lb1 haproxy: ', 'syslog-iso', 2026, 0, '2026-08-19T18:06:39.250Z'],
    ['<134>2026-08-19T18:06:39-0530 lb1 haproxy[11]: ', 'syslog-iso', 2026, -330, '2026-08-19T23:36:39.000Z'],
    ['2026-08-19 18:06:39.657 lb1 haproxy [pid:28229]info  ', 'syslog-iso', 2026, null, null],
    ['<134>1 2026-08-19T18:06:39.003Z lb1 haproxy 11 - - ', 'syslog-5424', 2026, 0, '2026-08-19T18:06:39.003Z'],
    ['<134>1 - lb1 haproxy 11 ID47 [x@32473 a="1 ]" b="\\"]"][y@1 c="d"] \ufeff', 'syslog-5424', null, null, null],
    ['2026-08-19T18:06:39.2+03:00 local2.info 2026-08-19T18:06:39+03:00 lb1 haproxy 33 - [req@13238 a="::1"] ', 'syslog-iso', 2026, 180, '2026-08-19T15:06:39.000Z'],
    ['[req@13238 conn="19/Aug/2026:18:06:38.123" port="1"] ', 'structured-data', null, null, null],
    ['2026-08-19T18:06:39.123456789+02:00 stdout F ', 'container', null, null, null],
    ['<6>2026-08-19T18:06:38.995000+02:00 ', 'syslog-iso', 2026, 120, '2026-08-19T16:06:38.995Z'],
    ['2026-08-19T18:06:38.995Z ', 'syslog-iso', 2026, 0, '2026-08-19T18:06:38.995Z'],
    ['<6>', 'syslog', null, null, null],
    ['gateway-1  | ', 'compose', null, null, null],
    ['\x1b[2K\x1b[36mgateway-1  | \x1b[0m', 'colour', null, null, null],
    ['gateway-1  | <134>Aug 19 18:06:38 haproxy[2411]: ', 'syslog', null, null, null],
    ['shop_gateway.1.x7k2m0q@node-a.example    | ', 'compose', null, null, null],
    ['[pod/gateway-7d8dcc748-4v7tp/envoy] ', 'pod', null, null, null],
    ['[pod/gateway-7d8dcc748-4v7tp/envoy] 2026-08-19T18:06:38.995123456Z ', 'syslog-iso', 2026, 0, '2026-08-19T18:06:38.995Z'],
  ])('%s', (prefix, kind, year, offsetMin, at) => {
    expect(peeled(prefix + line)).toEqual({ inside: line, kind, year, offsetMin, at });
  });

  test.each([
    '[2026-08-19T18:06:38.123Z] "GET / HTTP/1.1" 200 - 0 5 1 1', '[Wed Aug 19 18:06:38.123456 2026] [proxy:error] [pid 1:tid 2] AH1', '{"start_time":"2026-08-19T18:06:38.123Z"}',
  ])('the time that a runtime wrote before a line with its own: %s', (text) => {
    for (const prefix of ['2026-08-19T18:06:38.995123456Z ', 'gateway-1  | 2026-08-19T18:06:38.995123456Z ', 'gateway-7d8dcc748-4v7tp envoy ']) if (text[1] !== 'W' || !prefix.endsWith('envoy ')) expect(peeled(prefix + text).inside).toBe(text);
  });

  test.each(['edge: ', '  edge-1    | ', 'edge-1 | '])('a bare tag and a padded service: %s', (prefix) => {
    const line = '10.0.0.1:4711 [12/Mar/2026:09:20:01.345] web be/s1 0/0/1/2/3 200 5 - - ---- 1/1/1/1/0 0/0 "GET / HTTP/1.1"';
    expect(peeled(prefix + line).inside).toBe(line);
  });
  test('CloudWatch as its command line shows it: a time, a stream, an object', () => {
    expect(peeled('2026-08-19T18:06:39.250000+00:00 2026/08/19/[$LATEST]4f1c {"status":"504"}')).toMatchObject({ inside: '{"status":"504"}', kind: 'syslog-iso', at: '2026-08-19T18:06:39.250Z' });
    expect(peeled('2026-08-19T18:06:39.250Z INFO {"a":1}').kind).toBe('');
  });
  test('a time before an address, a bracketed address and the line\'s own time', () => {
    const line = '10.0.0.1 - [10.0.0.1] - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 5';
    expect(peeled(`2000-10-10T20:55:36.801023069Z ${line}`)).toMatchObject({ inside: line, kind: 'syslog-iso' });
  });

  test.each([
    '2026-03-12 09:20:01.500 [ERROR] Shop.Client: Connection refused (rates:80)',
    '2026-03-12T09:20:01.500Z error: request to http://rates/r failed',
    '2026-03-12T09:20:01.500Z ERROR proxy: error trying to connect',
    '10.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 5',
    'remote_addr: 10.0.0.1 [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 5',
    '2026/03/12 09:20:01 [error] 31#31: *7 upstream timed out (110: Connection timed out)',
    '2026-03-12 09:20:01 10.0.0.4 GET /x - 80 - 10.0.0.9 - 200 0 0 15',
    '2026-03-12T09:20:01.000Z app/lb/1 10.0.0.1:4 10.0.0.2:80 0.1 0.2',
    '{"time":"2026-03-12T09:20:01Z","msg":"a | b: c"}',
    '[Thu Mar 12 09:55:01.123456 2026] [proxy:error] [pid 1:tid 2] AH1',
    '[2026-03-12T09:20:01.000Z] "GET / HTTP/1.1" 200 -',
    'shop.example 10.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 5', 'starting gateway [7]', 'one two {three', '[pod/x',
    'GET: nothing', '<x>', '<', '<134', '<134>', '', 'Mar', 'Mar 1', '2026-', '[a@1',
  ])('leaves alone what is no wrapper: %s', (text) => {
    const { inside, kind } = peeled(text);
    expect([inside, kind]).toEqual(text === '<134>' ? ['', 'syslog'] : [text, '']);
  });

  test('any bytes: never throws, stays inside the line', () => {
    const bits = fc.constantFrom('<134>', '1 ', '2026-08-19T18:06:39', '+02:00', ' ', 'Aug 19 18:06:38', 'lb1', 'haproxy[1]:', '[a@1 b="', '"]', '- ', '| ', 'stdout F ', 'local0.info ', '\\', '[pid:');
    fc.assert(fc.property(fc.array(fc.oneof(bits, fc.string({ maxLength: 4 })), { maxLength: 12 }), fc.nat(5), (parts, before) => {
      const buf = Buffer.from('x'.repeat(before) + parts.join('')), w = newWrapper(), from = unwrap(buf, before, buf.length, w);
      expect(from).toBeGreaterThanOrEqual(before);
      expect(from).toBeLessThanOrEqual(buf.length);
      expect(w.from).toBe(from);
    }), { numRuns: 1000 });
  });
});
