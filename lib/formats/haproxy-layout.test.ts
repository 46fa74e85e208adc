import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CALL, Draft, REJECTED, toRecord, type CallRecord } from '../call';
import { DEFAULT_SETTINGS } from '../ingest/settings';
import { haproxyHttp } from './haproxy-http';
import { compileLayout, DIALECTS } from './layout';
import { newWrapper, unwrap } from './wrapper';

const HTTP = 'log-format "%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq %hr %hs %{+Q}r"';
const draft = new Draft(), wrapper = newWrapper();
function read(layout: string, line: string): CallRecord | string {
  const made = compileLayout(layout);
  if (!made.ok) return made.message;
  const buf = Buffer.from(line), from = unwrap(buf, 0, buf.length, wrapper);
  draft.reset(buf); draft.format = made.format.id; draft.gateway = made.format.gateway;
  draft.prefixAt = wrapper.at ?? NaN; draft.prefixOffsetMin = wrapper.offsetMin ?? NaN;
  if (made.format.parse(buf, from, buf.length, draft, DEFAULT_SETTINGS) !== CALL) return draft.reason;
  made.format.classify(draft, DEFAULT_SETTINGS);
  return toRecord(draft);
}
const builtIn = (line: string): CallRecord => {
  const buf = Buffer.from(line), from = unwrap(buf, 0, buf.length, wrapper);
  draft.reset(buf); draft.gateway = 'haproxy'; draft.prefixAt = wrapper.at ?? NaN; draft.prefixOffsetMin = wrapper.offsetMin ?? NaN;
  expect(haproxyHttp.parse(buf, from, buf.length, draft, DEFAULT_SETTINGS)).toBe(CALL);
  haproxyHttp.classify(draft);
  return toRecord(draft);
};

describe('HAProxy log-format', () => {
  test('the text of option httplog reads its lines as the built-in format does', () => {
    const lines = readFileSync(new URL('./haproxy-http.sample.log', import.meta.url), 'utf8').trim().split('\n').filter((l) => / [A-Za-z-]{4} \d+\/\d+\/\d+\/\d+\/\+?\d+ \d+\/\d+ .*"[A-Z<][^"]*"$/.test(l));
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) expect(read(HTTP, line), line).toEqual({ ...builtIn(line), format: 'haproxy-log-format' });
  });

  test('other orders, own names, expressions, JSON', () => {
    expect(read('log-format {"t":"%trg","id":"%[unique-id]","c":"%ci","m":"%HM","u":"%HU","st":%ST,"term":"%tsc","ta":%Ta,"tw":%Tw,"tc":%Tc,"tr":%Tr,"srv":"%s","be":"%b","ip":"%si:%sp"}',
      '{"t":"12/Mar/2026:09:20:01 +0000","id":"a-7","c":"10.0.0.1","m":"GET","u":"/a?b=c","st":504,"term":"sH--","ta":25003,"tw":0,"tc":1,"tr":-1,"srv":"s1","be":"app","ip":"10.0.0.9:80"}')).toMatchObject({
      timestamp: '2026-03-12T09:20:01.000Z', tz_assumed: false, request_id: 'a-7', client_ip: '10.0.0.1', method: 'GET', path: '/a', query: 'b=c', status: 504, duration_ms: 25003, connect_ms: 1,
      service: 'app', upstream_name: 's1', failure_class: 'first_byte_timeout', flags_raw: 'sH--', attempts: [{ addr: 's1', connect_ms: 1, first_byte_ms: null, response_ms: 25003 }],
    });
    expect(read('%Ts %ci %si:%sp %ST %Tt', '1773303601 10.0.0.1 10.0.0.9:8080 503 12')).toMatchObject({ timestamp: '2026-03-12T08:20:01.000Z', upstream_addr: '10.0.0.9:8080', status: 503, duration_ms: 12, failure_class: 'failure_unspecified', class_confidence: 'ambiguous' });
    expect(read('log-format %ci\\ [%t]\\ %{+Q}r\\ %ST\\ %hr\\ done', '10.0.0.1 [12/Mar/2026:09:20:01.500] "GET /x HTTP/1.1" 200 done')).toMatchObject({ path: '/x', status: 200, host: null });
    expect(read('log-format %ci\\ [%t]\\ %{+Q}r\\ %ST\\ %hr\\ done', '10.0.0.1 [12/Mar/2026:09:20:01.500] "GET /x HTTP/1.1" 200 {shop.example} done')).toMatchObject({ path: '/x', host: 'shop.example' });
  });

  test('what is wrong is said, with its place', () => {
    expect(compileLayout('log-format "%ci %ST"')).toMatchObject({ ok: false, message: expect.stringContaining('%tr') });
    expect(compileLayout('log-format "%t %ci"')).toMatchObject({ ok: false, message: expect.stringContaining('%ST') });
    expect(compileLayout('log-format "%t %ZZ %ST"')).toMatchObject({ ok: false, message: expect.stringContaining('%ZZ'), at: 15 });
    expect(compileLayout('option httplog')).toMatchObject({ ok: false, message: expect.stringContaining('recognised by themselves') });
    expect(compileLayout(HTTP)).toMatchObject({ ok: true, skipped: expect.arrayContaining(['CC', 'sq']) });
  });

  test('one dialect a paste', () => {
    for (const d of DIALECTS) expect(DIALECTS.filter((o) => o.recognises(d.example)).map((o) => o.id)).toEqual([d.id]);
  });

  test('law: no line makes it throw', () => {
    const made = compileLayout(HTTP);
    if (!made.ok) throw new Error(made.message);
    const lines = readFileSync(new URL('./haproxy-http.sample.log', import.meta.url), 'utf8').trim().split('\n');
    fc.assert(fc.property(fc.constantFrom(...lines), fc.nat(400), fc.nat(255), (line, at, byte) => {
      const buf = Buffer.from(line); buf[at % buf.length] = byte;
      for (const end of [buf.length, at % buf.length]) { draft.reset(buf); if (made.format.parse(buf, 0, end, draft, DEFAULT_SETTINGS) === REJECTED) expect(draft.reason).not.toBe(''); else made.format.classify(draft, DEFAULT_SETTINGS); }
    }));
  });
});
