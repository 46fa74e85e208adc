import { expect, test } from 'vitest';
import type { CallRow } from '@/lib/view/call-row';
import { EMPTY_STREAM, streamReducer, type StreamEvent, type StreamState } from './stream-state';

const row = (offset: number): CallRow => ({ importId: 1, offset, at: 1e12 - offset, source: 's', status: 200, failure: 0, confidence: 0, durationMs: 1, method: 'GET', path: '/', host: null, route: null, upstream: null, instance: null, attempts: 0, failedAttempts: 0, client: null, requestId: null, errorLineOnly: false });
const rows = (from: number, to: number): CallRow[] => Array.from({ length: to - from }, (_, i) => row(from + i));
const progress = (cursor: string | null) => ({ type: 'progress', searchedFrom: 1, searchedTo: 2, chunksDone: 1, chunksTotal: 9, matches: 0, cursor }) as const;
const after = (...events: StreamEvent[]): StreamState => events.reduce(streamReducer, EMPTY_STREAM);

test('a page, then the next one from its cursor', () => {
  const s = after({ type: 'start' }, { type: 'messages', messages: [{ type: 'total', total: 7 }, { type: 'calls', rows: rows(0, 3) }, { type: 'end', cursor: 'c', why: 'page' }] });
  expect([s.rows.length, s.total, s.running, s.cursor, s.why]).toEqual([3, 7, false, 'c', 'page']);
  const t = [{ type: 'start' }, { type: 'messages', messages: [{ type: 'calls', rows: rows(3, 7) }, { type: 'end', cursor: null, why: 'all' }] }].reduce((x, e) => streamReducer(x, e as StreamEvent), s);
  expect([t.rows.map((r) => r.offset), t.total, t.why]).toEqual([[0, 1, 2, 3, 4, 5, 6], 7, 'all']);
});
test('a list of attempts says how many there are; another kind of list does not', () => {
  const said = (attempts?: number | null) => after({ type: 'messages', messages: [{ type: 'total', total: 3, attempts }] });
  expect([said(5).attempts, said(null).attempts, said().attempts, said(5).total]).toEqual([5, null, null, 3]);
});
test('stopped between progress and rows: going on lists nothing twice', () => {
  const s = after({ type: 'start' }, { type: 'messages', messages: [progress('p'), { type: 'calls', rows: rows(0, 5) }] }, { type: 'stop' });
  expect([s.cursor, s.why]).toEqual(['p', 'stopped']);
  const t = streamReducer(streamReducer(s, { type: 'start' }), { type: 'messages', messages: [{ type: 'calls', rows: rows(0, 8) }, { type: 'end', cursor: null, why: 'all' }] });
  expect(t.rows.map((r) => r.offset)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});
test('the work of a search goes on from part to part and never back', () => {
  const part = (chunksDone: number, chunksTotal: number): StreamEvent => ({ type: 'messages', messages: [{ ...progress('p'), chunksDone, chunksTotal }] });
  const done = (...events: StreamEvent[]) => after(...events).searched;
  expect(done({ type: 'start' })).toBeNull();
  expect(done(part(26, 51))).toEqual({ done: 26, total: 51 });
  expect(done(part(26, 51), { type: 'start' }, part(0, 26))).toEqual({ done: 26, total: 51 });
  expect(done(part(26, 51), { type: 'start' }, part(5, 25))).toEqual({ done: 31, total: 51 });
  expect(done(part(26, 51), { type: 'start' }, part(25, 25))).toEqual({ done: 51, total: 51 });
  expect(done(part(0, 0))).toBeNull();
});
test('an error keeps what is listed and can be gone on from', () => {
  const s = after({ type: 'start' }, { type: 'messages', messages: [{ type: 'calls', rows: rows(0, 2) }, progress('p'), { type: 'error', message: 'no' }] });
  expect([s.rows.length, s.error, s.running, s.why, s.cursor]).toEqual([2, 'no', false, 'stopped', 'p']);
  expect(streamReducer(s, { type: 'start' }).error).toBeNull();
});
