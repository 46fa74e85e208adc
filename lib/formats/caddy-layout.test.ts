import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CALL, Draft, EVENT, REJECTED, toRecord, type CallRecord, type Verdict } from '../call';
import { DEFAULT_SETTINGS } from '../ingest/settings';
import { caddyLayout } from './caddy-layout';
import { compileLayout, DIALECTS } from './layout';

const draft = new Draft();
function read(paste: string, line: object): CallRecord & { verdict: Verdict } {
  const made = compileLayout(paste);
  if (!made.ok) throw new Error(made.message);
  const buf = Buffer.from(JSON.stringify(line));
  draft.reset(buf);
  const verdict = made.format.parse(buf, 0, buf.length, draft, DEFAULT_SETTINGS);
  made.format.classify(draft, DEFAULT_SETTINGS);
  return { ...toRecord(draft), verdict };
}
const CADDYFILE = `log {
  output file {$LOG_DIR}/access.log
  format filter {
    wrap json {
      time_key @timestamp
      message_key message
      name_key log.name   # as our collector wants it
      time_format "rfc3339_nano"
      duration_format ms
    }
    fields {
      request>uri rename target
      request>headers>Cookie delete
      status rename code
    }
  }
}`;
const JSON_CONFIG = '{"logging":{"logs":{"default":{"encoder":{"format":"filter","wrap":{"format":"json","time_key":"@timestamp","message_key":"message","name_key":"log.name","duration_format":"ms"},"fields":{"request>uri":{"filter":"rename","name":"target"},"status":{"filter":"rename","name":"code"}}}}}}}';
const LINE = { level: 'info', '@timestamp': '2026-03-12T08:20:01.25Z', 'log.name': 'http.log.access', message: 'handled request', request: { remote_ip: '10.0.0.1', method: 'GET', host: 'a', target: '/x?y=1' }, duration: 1500, size: 5, code: 499 };

describe('Caddy\'s encoder', () => {
  test.each([['a Caddyfile', CADDYFILE], ['the JSON configuration', JSON_CONFIG], ['the encoder alone', JSON_CONFIG.slice(JSON_CONFIG.indexOf('"encoder"'), -4)]])('%s', (_, paste) => {
    expect(read(paste, LINE)).toMatchObject({ verdict: CALL, format: 'caddy-encoder', gateway: 'caddy', timestamp: '2026-03-12T08:20:01.250Z', path: '/x', query: 'y=1', duration_ms: 1500, status: 499, failure_class: 'client_abort' });
  });
  test('units: whole numbers mean what was pasted', () => {
    const line = { ...LINE, '@timestamp': undefined, 'log.name': undefined, message: undefined, ts: 1773303601.25, logger: 'http.log.error', msg: 'EOF', status: 502 };
    for (const [unit, ms] of [['ns', 0.002], ['ms', 1500], ['s', 1_500_000]] as const) expect(read(`format json { duration_format ${unit} }`, line)).toMatchObject({ verdict: EVENT, duration_ms: ms, failure_class: 'upstream_closed' });
    expect(read('format json {\n duration_format string\n}', { ...line, duration: '1.5s' })).toMatchObject({ duration_ms: 1500 });
  });
  test('what was read is named', () => expect(compileLayout(CADDYFILE)).toMatchObject({ ok: true, variables: ['time_key @timestamp', 'message_key message', 'name_key log.name', 'time_format rfc3339_nano', 'duration_format ms', 'request>uri → target', 'status → code'] }));
  test.each([
    ['format console', 'written for people'], ['log {\n format transform "{common_log}"\n}', 'written for people'], ['format json { time_key "" }', 'leaves the time out'], ['format json { duration_format days }', 'unknown'], ['format json { time_format "Mon Jan 2" }', 'not read'], ['{"encoder": {"format": "json"', 'no whole JSON'],
  ])('what is wrong is said: %s', (paste, words) => { const c = compileLayout(paste); expect(c.ok ? '' : c.message).toContain(words); });
  test('at most one dialect recognises a paste', () => {
    for (const paste of [caddyLayout.example, CADDYFILE, JSON_CONFIG, 'format json', 'time_key t']) expect(DIALECTS.filter((d) => d.recognises(paste)).map((d) => d.id), paste).toEqual(['caddy-encoder']);
    for (const d of DIALECTS) if (d !== caddyLayout) expect(caddyLayout.recognises(d.example), d.id).toBe(false);
  });
  test('law: no paste makes it throw', () => {
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => { for (const paste of [`format json { ${text}`, `{"encoder": ${text}`]) { const c = caddyLayout.compile(paste); if (c.ok) { const buf = Buffer.from(JSON.stringify(LINE)); draft.reset(buf); expect([CALL, REJECTED]).toContain(c.format.parse(buf, 0, buf.length, draft, DEFAULT_SETTINGS)); } } }), { numRuns: 500 });
  });
});
