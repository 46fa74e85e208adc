import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CALL, Draft, REJECTED, toRecord, type CallRecord } from '../call';
import { DEFAULT_SETTINGS } from '../ingest/settings';
import { compileLayout, DIALECTS } from './layout';
import { traefikLayout } from './traefik-layout';
import { QUADRATIC_MS } from './test-time';

const draft = new Draft();
function read(paste: string, line: string | object): CallRecord & { verdict: number } {
  const made = compileLayout(paste), buf = Buffer.from(typeof line === 'string' ? line : JSON.stringify(line));
  if (!made.ok) throw new Error(made.message);
  draft.reset(buf);
  const verdict = made.format.parse(buf, 0, buf.length, draft, DEFAULT_SETTINGS);
  if (verdict === CALL) made.format.classify(draft, DEFAULT_SETTINGS);
  expect(made.format.sniff(buf, 0, buf.length) > 0.5).toBe(verdict !== REJECTED);
  return { ...toRecord(draft), verdict };
}
const wrong = (paste: string): string => { const made = compileLayout(paste); return made.ok ? '' : made.message; };
const answers = (paste: string): object => { const made = compileLayout(paste); return made.ok ? made.format.answers : {}; };

describe('fields that are kept', () => {
  const few = { time: '2026-03-12T09:20:01Z', DownstreamStatus: 504, Duration: 12_000_000_000 };
  test.each([
    ['YAML', 'accessLog:\n  format: json\n  fields:\n    defaultMode: drop\n    names:\n      DownstreamStatus: keep\n      Duration: keep\n    headers:\n      defaultMode: keep\n'],
    ['TOML', '[accessLog]\n  format = "json"\n  [accessLog.fields]\n    defaultMode = "drop"\n    [accessLog.fields.names]\n      "DownstreamStatus" = "keep"\n      "Duration" = "keep"\n'],
    ['flags', '--accesslog=true --accesslog.format=json --accesslog.fields.defaultmode=drop --accesslog.fields.names.downstreamstatus=keep --accesslog.fields.names.Duration=keep'],
  ])('%s', (_, paste) => {
    expect(read(paste, few)).toMatchObject({ verdict: CALL, format: 'traefik-fields', status: 504, duration_ms: 12_000, timestamp: '2026-03-12T09:20:01.000Z' });
    expect(read(paste, { time: few.time, StatusCode: 504, Took: 3 }).verdict).toBe(REJECTED);
    expect(answers(paste)).toMatchObject({ duration: true, instance: false, retries: 'no', requestId: false });
    expect(compileLayout(paste)).toMatchObject({ ok: true, variables: ['Duration', 'DownstreamStatus'] });
  });
  test('all of them but some; lines of either format', () => {
    const paste = 'accessLog:\n  fields:\n    names:\n      ClientHost: drop\n      RetryAttempts: drop\n';
    expect(answers(paste)).toMatchObject({ duration: true, instance: true, retries: 'no' });
    for (const id of ['traefik-clf', 'traefik-json']) for (const line of readFileSync(new URL(`./${id}.sample.log`, import.meta.url), 'utf8').trim().split('\n')) expect(read(paste, line).verdict, line).toBe(CALL);
  });
});

describe('keys of one\'s own', () => {
  test.each(['ts=StartUTC code=DownstreamStatus took=Duration srv.url=ServiceURL r=RouterName', '{"ts":"StartUTC","code":"DownstreamStatus","took":"Duration","srv.url":"ServiceURL","r":"RouterName"}', 'ts: StartUTC\ncode: DownstreamStatus\ntook: Duration\nsrv.url: ServiceURL\nr: RouterName'])('%s', (paste) => {
    expect(read(paste, { ts: '2026-03-12T09:20:01.105Z', code: '503', took: 7_000_000, srv: { url: 'http://10.0.0.1:80' }, r: 'x@file' })).toMatchObject({ verdict: CALL, timestamp: '2026-03-12T09:20:01.105Z', status: 503, duration_ms: 7, upstream_addr: '10.0.0.1:80', route: 'x@file', failure_class: 'upstream_5xx' });
    expect(answers(paste)).toMatchObject({ instance: true, retries: 'no' });
  });
});

describe('the dialect', () => {
  test('what is wrong is said', () => {
    expect(wrong('accessLog:\n  fields:\n    defaultMode: drop\n    names:\n      StartUTC: keep')).toContain('how a call ended');
    expect(wrong('code=DownstreamStatus')).toContain('for the time');
    expect(wrong(`accessLog: ${' '.repeat(20_000)}`)).toContain('too long');
    expect(compileLayout('accessLog: { fields: { names: { Duraton: keep } } }')).toMatchObject({ ok: true, skipped: ['Duraton'] });
  });
  test('is the only one for its pastes, and leaves the others alone', () => {
    for (const d of DIALECTS) expect(DIALECTS.filter((o) => o.recognises(d.example)).map((o) => o.id)).toEqual([d.id]);
    for (const paste of [traefikLayout.example, 'a=StartUTC b=DownstreamStatus', '[accessLog]\nformat = "json"', '--accesslog.format=json']) expect(DIALECTS.filter((d) => d.recognises(paste)).map((d) => d.id), paste).toEqual(['traefik-fields']);
    for (const paste of ['', 'json time=time duration=Duration', 'accessLogFormat: "%START_TIME%"', 'access_log /var/log/x main;', 'a=b', 'LogFormat "%h" x']) expect(traefikLayout.recognises(paste), paste).toBe(false);
  });
  const part = fc.constantFrom('accessLog', ':', '=', ' ', '\n', 'keep', 'drop', 'DownstreamStatus', 'Duration', 'defaultMode', '{', '"', 'StartUTC', 'a', '.', '[');
  test('law: any text compiles or says what is wrong', () => fc.assert(fc.property(fc.array(part, { maxLength: 40 }).map((p) => p.join('')), (paste) => { const made = traefikLayout.compile(paste); traefikLayout.recognises(paste); if (!made.ok) expect(made.message).not.toBe(''); })));
  test('pastes without end take no time', () => {
    for (const filler of ['a', ' ', '"', 'a:', 'a =', 'keep', 'accessLog ', 'a b ']) { const paste = filler.repeat(Math.floor(19_900 / filler.length)), started = performance.now(); traefikLayout.recognises(paste); traefikLayout.compile(paste); expect(performance.now() - started, filler).toBeLessThan(QUADRATIC_MS); }
  });
});
