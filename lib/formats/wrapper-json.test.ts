import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CALL, EVENT, FILTERED, REJECTED, toRecord } from '../call';
import { LineReader } from '../ingest/line-reader';
import { maskClients } from '../ingest/mask-clients';
import { redact } from '../ingest/redact';
import { DEFAULT_SETTINGS } from '../ingest/settings';
import { newInside, unwrapJson } from './wrapper-json';

function inside(text: string): { text: string; sure: boolean; at: number | null; inPlace: boolean } | null {
  const buf = Buffer.from(text), w = newInside();
  return unwrapJson(buf, 0, buf.length, w) ? { text: w.buf.toString('utf8', w.from, w.to), sure: w.sure, at: w.at, inPlace: w.buf === buf } : null;
}
const ACCESS = '10.20.0.7 - - [12/Mar/2026:09:20:01 +0000] "GET /flights?a=1 HTTP/1.1" 504 160 "-" "curl/8"', ERROR = '2026/03/12 10:20:01 [error] 7#7: *12 upstream timed out (110: Connection timed out) while connecting to upstream, client: 10.20.0.7, server: , request: "GET /flights HTTP/1.1", upstream: "http://10.40.1.11:8080/flights", host: "travel.example"';
const AT = '2026-03-12T09:20:01.500Z', MS = Date.parse(AT);

describe('what shippers wrap into JSON', () => {
  test.each([
    ['docker', { log: `${ACCESS}\n`, stream: 'stdout', time: AT }, true, MS], ['journald', { _PID: '7', MESSAGE: ACCESS, __REALTIME_TIMESTAMP: String(MS * 1000), PRIORITY: '6' }, true, MS], ['journald, bytes', { MESSAGE: [...Buffer.from(ACCESS)], __CURSOR: 'x' }, true, null],
    ['fluent-bit', { '@timestamp': AT, log: ACCESS, kubernetes: { pod_name: 'x', labels: { log: 'no' } } }, true, MS], ['fluent-bit, seconds', { date: MS / 1000, log: `${ACCESS}\r\n` }, true, MS], ['Loki', { labels: { app: 'x' }, line: ACCESS, timestamp: AT }, true, MS],
    ['Cloud Logging', { insertId: 'x', textPayload: `${ACCESS}\n`, timestamp: AT, resource: { type: 'k8s_container' } }, true, MS], ['Beats', { '@timestamp': AT, '@metadata': { beat: 'filebeat' }, log: { offset: 1 }, message: ACCESS }, true, MS], ['CloudWatch', { id: '1', timestamp: MS, message: ACCESS }, false, MS],
    ['OpenTelemetry', { resource: {}, logRecord: { timeUnixNano: '1', body: { stringValue: ACCESS } } }, false, null], ['Elasticsearch, raw', { _index: 'x', _source: { '@timestamp': AT, message: ACCESS } }, false, null],
  ])('%s', (_, o, sure, at) => expect(inside(JSON.stringify(o))).toEqual({ text: ACCESS, sure, at, inPlace: false }));

  test('an access line in a log record of OpenTelemetry is a call; other words there are a program\'s', () => {
    const reader = new LineReader(DEFAULT_SETTINGS), verdict = (body: string): [number, string | undefined] => { const buf = Buffer.from(JSON.stringify({ resource: { attributes: [] }, logRecord: { timeUnixNano: '1773307201000000000', body: { stringValue: body } } })); return [reader.read(buf, 0, buf.length), reader.format?.id]; };
    expect([verdict(ACCESS), verdict('ready'), verdict(ACCESS)]).toEqual([[CALL, 'nginx-combined'], [FILTERED, 'otlp'], [CALL, 'nginx-combined']]);
  });
  test('a text without escapes stays where it is', () => expect(inside('{"log":"2026-03-12 ready\\n","stream":"stderr"}')).toEqual({ text: '2026-03-12 ready', sure: true, at: null, inPlace: true }));
  test('a document of Elasticsearch is its source', () => expect(inside('{"_index":"x","_id":"1","_source":{"route_id":"1","a":{}},"fields":{}}')).toEqual({ text: '{"route_id":"1","a":{}}', sure: false, at: null, inPlace: true }));
  test('of many lines the first; an object whole', () => {
    expect(inside(JSON.stringify({ log: 'first\nsecond' }))!.text).toBe('first');
    expect(inside(JSON.stringify({ log: '{"a":"x\\ny"}\n' }))!.text).toBe('{"a":"x\\ny"}');
  });
  test.each(['{"a":1}', '{"log":1}', '{"line":"x"}', '{"message":"x","status":200}', '{"log":"cut', '{"log":""}', '{"log":"\\n"}', '{"_source":"x"}', 'x', '[]'])('%s wraps nothing', (text) => expect(inside(text)).toBeNull());
  test('law: any text comes out as JSON.parse has it, lone halves of characters aside', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.boolean(), (text, ascii) => {
      const json = JSON.stringify({ log: `{${text}`, stream: 'x' }), line = ascii ? json.replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`) : json;
      expect(inside(line)!.text).toBe(`{${text}`.replace(/[\r\n]+$/, ''));
    }));
  });
  test('law: any bytes', () => fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (b) => { const buf = Buffer.concat([Buffer.from('{"log":"'), b, Buffer.from('"}')]); unwrapJson(buf, 0, buf.length, newInside()); })));
});

describe('through the reader', () => {
  const reader = (): LineReader => new LineReader(DEFAULT_SETTINGS);
  const docker = (line: string): Buffer => Buffer.from(JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: AT }));
  test('lines of a container are read as what they are; what no format knows is chatter', () => {
    const r = reader(), read = (b: Buffer): [number, string | null, string] => [r.read(b, 0, b.length), r.format?.id ?? null, r.reason];
    for (let twice = 0; twice < 2; twice++) {
      expect(read(docker(ACCESS))).toEqual([CALL, 'nginx-combined', '']);
      expect(toRecord(r.draft)).toMatchObject({ method: 'GET', path: '/flights', query: 'a=1', status: 504, client_ip: '10.20.0.7' });
      expect(read(docker(ERROR))).toEqual([EVENT, 'nginx-error', '']);
      // The shipper's clock tells the zone of a line that has none.
      expect(toRecord(r.draft)).toMatchObject({ timestamp: '2026-03-12T09:20:01.000Z', tz_assumed: false, failure_class: 'connect_timeout' });
      expect(read(docker('listening on 3000'))).toEqual([FILTERED, null, 'application log without a call']);
      expect(read(docker('{"time":"2026-03-12T09:20:01Z","level":"error","msg":"Calling pricing timed out after 15 s"}'))).toEqual([CALL, 'ndjson', '']);
      expect(read(Buffer.from(ACCESS))).toEqual([CALL, 'nginx-combined', '']);
      expect(read(Buffer.from(JSON.stringify({ '@timestamp': AT, message: ACCESS, log: { level: 'info' } })))).toEqual([CALL, 'nginx-combined', '']);
      expect(read(Buffer.from(JSON.stringify({ time: AT, level: 'info', message: 'GET is fine' })))).toEqual([FILTERED, 'ndjson', 'application log without a call']);
      expect(read(Buffer.from('{"a":1}'))[0]).toBe(REJECTED);
    }
  });
  test('a line is read again as what it was', () => {
    const r = reader(), b = docker(ACCESS), other = Buffer.from('{"time":"2026-03-12T09:20:01Z","status":200,"path":"/x","method":"GET"}');
    r.read(b, 0, b.length);
    const { format } = r;
    r.read(other, 0, other.length);
    expect(r.readAs(format!, b, 0, b.length)).toBe(CALL);
    expect(toRecord(r.draft).path).toBe('/flights');
  });
  test('clients are masked and secrets blanked in the raw line, upstreams are not', () => {
    const r = reader(), line = docker(ERROR.replace('/flights HTTP', '/flights?token=s3cr3tvalue&x=1 HTTP'));
    redact(line, DEFAULT_SETTINGS);
    r.read(line, 0, line.length);
    maskClients(line, 0, line.length, r.draft);
    expect(line.toString()).toContain('client: 10.20.0.0,');
    expect(line.toString()).toContain('10.40.1.11:8080');
    expect(line.toString()).not.toContain('s3cr3tvalue');
    const go = Buffer.from('{"log":"GET /a?b=1\\u0026sig=abcdef\\u0026c=2\\n","stream":"stdout"}'), length = go.length;
    redact(go, DEFAULT_SETTINGS);
    expect([go.toString(), go.length]).toEqual(['{"log":"GET /a?b=1\\u0026sig=******\\u0026c=2\\n","stream":"stdout"}', length]);
  });
});
