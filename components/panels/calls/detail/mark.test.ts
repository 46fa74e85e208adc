import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markEvidence } from './mark';

const marked = (raw: string, evidence: string | null, more: string[] = []) => markEvidence(raw, evidence, more).filter((m) => m.marked).map((m) => m.text);

test('the pieces are the line, whatever the evidence', () => fc.assert(fc.property(fc.string(), fc.string(), fc.array(fc.string()), (raw, evidence, more) => {
  expect(markEvidence(raw, evidence, more).map((m) => m.text).join('')).toBe(raw);
})));
test('words of the line itself are marked as they stand', () => {
  expect(marked('2026/03/12 [error] 7#7: *1 upstream timed out (110: Operation timed out) while connecting to upstream, client: 10.0.0.1', 'upstream timed out (110: Operation timed out) while connecting to upstream'))
    .toEqual(['upstream timed out (110: Operation timed out) while connecting to upstream']);
});
test('a termination state and a status, not the same digits elsewhere', () => {
  expect(marked('10.0.0.1:5044 [x] web app/srv1 0/0/1/-1/25003 504 194 - - sH-- 1/1/1/1/0 0/0 "GET /504x HTTP/1.1"', 'termination state sH--, status 504 of the proxy')).toEqual(['504', 'sH--']);
});
test('key and value in the spelling of the line', () => {
  expect(marked('{"status":"504","upstream_header_time":"-"}', 'status=504, upstream_header_time=-')).toEqual(['"status":"504"', '"upstream_header_time":"-"']);
  expect(marked('st=504 uht=- urt=25.001', 'uht=-')).toEqual(['uht=-']);
});
test('a field that the evidence names, with its value, as logs commonly write it', () => {
  const evidence = '504, upstream_header_time is -';
  expect(marked('1.2.3.4 "GET /a504 HTTP/1.1" 504 0 rt=25.000 uct="0.001" uht="-" urt="25.000"', evidence)).toEqual(['504', 'uht="-"']);
  expect(marked('GET /a 504 uct=0.001, 0.001 uht=-, - urt=5.000, 5.001 end', evidence)).toEqual(['504', 'uht=-, -']);
  expect(marked('{"status":504,"upstream_header_time":"-"}', evidence)).toEqual(['504', '"upstream_header_time":"-"']);
});
test('no evidence marks nothing', () => expect(markEvidence('a b', null)).toEqual([{ text: 'a b', marked: false }]));
