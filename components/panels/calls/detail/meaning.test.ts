import { expect, it } from 'vitest';
import { failureCode, failureOf } from '@/lib/failure';
import { meaningOf } from './meaning';

const attempt = (status: number | null) => ({ addr: null, upstream: null, status, connectMs: null, firstByteMs: null, totalMs: null, group: 0, failure: 0 });
const reported = { failure: failureCode('upstream_reported_timeout'), status: 502, attempts: [], record: null };

it('names the status that the upstream gave, where the log has it', () => {
  expect(meaningOf({ ...reported, attempts: [attempt(502), attempt(504)] })).toBe('The upstream itself answered 504.');
  expect(meaningOf({ ...reported, attempts: [attempt(null)], record: { upstream_status: 524 } })).toBe('The upstream itself answered 524.');
  expect(meaningOf({ ...reported, status: 408 })).toBe('The upstream itself answered 408.');
  expect(meaningOf(reported)).toBe(failureOf(reported.failure).meaning);
  expect(meaningOf({ ...reported, failure: failureCode('upstream_5xx'), status: 504 })).toBe(failureOf(failureCode('upstream_5xx')).meaning);
});
