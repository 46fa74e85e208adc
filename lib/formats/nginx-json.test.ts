import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { CALL, Draft, REJECTED, toRecord, type CallRecord, type Verdict } from '../call';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { JsonMembers } from './json-scan';
import { nginxJson } from './nginx-json';
import { QUADRATIC_MS } from './test-time';

const draft = new Draft();
function read(line: string | Buffer, settings: Partial<ParseSettings> = {}): CallRecord & { verdict: Verdict; reason: string } {
  const buf = Buffer.from(line), all = { ...DEFAULT_SETTINGS, ...settings };
  draft.reset(buf);
  const verdict = nginxJson.parse(buf, 0, buf.length, draft, all);
  nginxJson.classify(draft, all);
  return { ...toRecord(draft), verdict, reason: draft.reason };
}
const samples = readFileSync(new URL('./nginx-json.sample.log', import.meta.url), 'utf8').trim().split('\n');
const sniff = (line: string): number => nginxJson.sniff(Buffer.from(line), 0, Buffer.byteLength(line));

describe('nginx JSON', () => {
  test('every sample is read', () => {
    for (const line of samples) { expect(sniff(line), line).toBeGreaterThan(0.5); expect(read(line), line).toMatchObject({ verdict: CALL, format: 'nginx-json' }); }
  });

  test('strings and numbers, nginx names and made-up ones', () => {
    expect(read(samples[0])).toMatchObject({ timestamp: '2026-03-12T08:20:01.000Z', client_ip: '10.20.0.7', method: 'GET', path: '/flights/search', query: 'from=BER', status: 200, bytes_out: 8123, duration_ms: 105, connect_ms: 1, first_byte_ms: 99, upstream_ms: 104, upstream_addr: '10.40.1.11:8080', request_id: '4f1c0aa2b5d14ed7a7a0c1d2e3f40516' });
    expect(read(samples[1])).toMatchObject({ timestamp: '2026-03-12T08:20:02.123Z', method: 'GET', path: '/flights/retried', query: 'a=é', host: 'travel.example', retries: 1, failure_class: null, attempts: [{ failure_class: 'first_byte_timeout' }, { failure_class: null }] });
    expect(read(samples[3])).toMatchObject({ timestamp: '2026-03-12T08:20:04.250Z', path: '/flights/ms', method: 'POST', status: 502, duration_ms: 12, upstream_ms: 11, bytes_out: 0 });
  });

  test('an unquoted variable that was unset, an unquoted list, a raw quote', () => {
    expect(read(samples[2])).toMatchObject({ first_byte_ms: null, upstream_ms: 60_000, failure_class: 'first_byte_timeout', evidence: '504, upstream_header_time is -' });
    expect(read(samples[4])).toMatchObject({ path: '/flights/raw', duration_ms: 100, attempts: [{ response_ms: 10 }, { response_ms: 20 }], retries: 1 });
    expect(read('{"status":,"request_time":,"time":"2026-03-12T09:20:05Z","uri":"/x","upstream_response_time":}')).toMatchObject({ status: null, duration_ms: null, path: '/x', upstream_ms: null });
  });

  test('null is a phase that was not reached; a request that is a path; names of the ELK guides', () => {
    const line = (rest: string): string => `{"time":"2026-03-12T09:20:05Z","remote_addr":"10.20.0.7","request_uri":"/x","status":504,"request_time":60.001,${rest}}`;
    expect(read(line('"upstream_addr":"10.40.1.11:8080","upstream_connect_time":0.001,"upstream_header_time":null,"upstream_response_time":60.000'))).toMatchObject({ connect_ms: 1, first_byte_ms: null, failure_class: 'first_byte_timeout' });
    expect(read(line('"upstream_addr":null,"upstream_status":null'))).toMatchObject({ attempts: [], retries: 0, generated_by: 'gateway' });
    expect(read('{"@timestamp":"2026-03-12T09:20:05Z","host":"10.20.0.1","clientip":"10.20.0.7","size":146,"responsetime":0.052,"upstreamtime":"0.051","upstreamhost":"10.40.1.11:8080","http_host":"travel.example","request":"/flights?x=1","status":"200"}'))
      .toMatchObject({ host: 'travel.example', path: '/flights', query: 'x=1', duration_ms: 52, upstream_ms: 51, upstream_addr: '10.40.1.11:8080' });
  });

  test('times: with and without a zone, epochs, nonsense', () => {
    const at = (key: string, value: string, zone = 'UTC'): string | null => read(`{"${key}":${value},"uri":"/x","status":200}`, { zone }).timestamp;
    expect(at('time', '"12/Mar/2026:09:20:05 +0530"')).toBe('2026-03-12T03:50:05.000Z');
    expect(at('ts', '1773303605.250')).toBe('2026-03-12T08:20:05.250Z');
    expect(at('ts', '1773303605250')).toBe('2026-03-12T08:20:05.250Z');
    expect(at('time', '"2026-03-12 09:20:05.5"', 'Europe/Berlin')).toBe('2026-03-12T08:20:05.500Z');
    expect(read('{"time":"2026-03-12 09:20:05","uri":"/x","status":200}').tz_assumed).toBe(true);
    expect(read('{"msec":"abc.000","uri":"/x","status":200}')).toMatchObject({ timestamp: null, verdict: REJECTED, reason: 'no timestamp' });
    // The finer of two times counts, in either order.
    for (const pair of ['"msec":"1773303605.250","time_local":"12/Mar/2026:08:20:05 +0000"', '"time_local":"12/Mar/2026:08:20:05 +0000","msec":"1773303605.250"']) expect(read(`{${pair},"uri":"/x","status":200}`).timestamp).toBe('2026-03-12T08:20:05.250Z');
  });

  test('other products and other JSON are left alone', () => {
    for (const line of [
      '{"start_time":"2026-03-12T09:20:05Z","response_code":200,"response_flags":"UT","path":"/","duration":3,"upstream_host":"1.2.3.4:5"}',
      '{"latencies":{"request":3},"tries":[],"request":{"uri":"/"},"status":200}', '{"level":"info","ts":1773303605.2,"logger":"http.log.access","request":{"uri":"/"},"status":200,"duration":0.1}',
      '{"level":"error","time":"2026-03-12T09:20:05Z","msg":"boom"}', '{"a":1}', '{}', '{', '', '[]', 'x', '{"status":200}',
    ]) expect(sniff(line), line).toBeLessThanOrEqual(0.5);
    expect(read('{"a":1}')).toMatchObject({ verdict: REJECTED, reason: 'no known keys' });
    expect(read('x')).toMatchObject({ verdict: REJECTED, reason: 'no JSON object' });
  });
});

describe('laws', () => {
  const survives = (bytes: Uint8Array): void => { read(Buffer.from(bytes)); nginxJson.sniff(Buffer.from(bytes), 0, bytes.length); };
  test('any bytes', () => fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), survives)));
  test('any bytes in braces', () => fc.assert(fc.property(fc.string({ unit: fc.constantFrom('{', '}', '"', ':', ',', '[', ']', '\\', 'a', '1', ' ', 'status'), maxLength: 80 }), (s) => survives(Buffer.from(`{"${s}`)))));
  test('cut and flipped lines', () => fc.assert(fc.property(fc.constantFrom(...samples), fc.nat(), fc.nat(), (line, cut, flip) => {
    const buf = Buffer.from(line);
    buf[flip % buf.length] ^= 1 << (flip % 8);
    survives(buf.subarray(0, cut % (buf.length + 1)));
  })));

  test('valid JSON: the members are those of JSON.parse', () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.string(), { maxLength: 3 }), fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }));
    const members = new JsonMembers();
    // What looks like the end of a string inside of one cannot be told from it, so such texts are left out.
    fc.assert(fc.property(fc.dictionary(fc.stringMatching(/^[a-z_]{1,12}$/), value, { maxKeys: 8 }), (object) => {
      const buf = Buffer.from(JSON.stringify(object)), found: [string, unknown][] = [];
      expect(members.open(buf, 0, buf.length)).toBe(true);
      while (members.next()) {
        const raw = buf.toString('utf8', members.from, members.to);
        found.push([buf.toString('utf8', members.keyFrom, members.keyTo), JSON.parse(members.quoted ? `"${raw}"` : raw)]);
      }
      expect(found).toEqual(Object.entries(object));
    }));
  });

  test('paths with any text come back decoded', () => fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }).filter((s) => !s.includes('?')), (text) => {
    expect(read(JSON.stringify({ time: '2026-03-12T09:20:05Z', status: 200, uri: `/x${text}` })).path).toBe(`/x${text}`);
  })));
});

test('a line of 1 MB is read in linear time', () => {
  for (const filler of ['"', '\\', '","', '":"', '{', '"a":"b",', '"a":1 ,', '"a":"b" ', '" , "']) {
    const line = `{"status":200,"x":"${filler.repeat(1_000_000 / filler.length)}`, started = performance.now();
    read(line);
    expect(performance.now() - started, filler).toBeLessThan(QUADRATIC_MS);
  }
});
