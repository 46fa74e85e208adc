/** A real HAProxy, servers that misbehave on purpose: what its log says must come out as the class of what was done. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, inTurns } from './client';
import { haproxyCases, tcpCases, type Case, type TcpCase } from './haproxy-cases';
import { haproxyConfig, LIMITS, PREFIXES } from './haproxy-config';
import { findProgram, freePort, hasIpv6, sleep, start } from './program';
import { readLog, type ReadLine } from './read-log';
import { Upstreams } from './upstreams';

const haproxy = findProgram('haproxy');
const ID = '7b0f3c52-6a1e-4d0c-9a57-0f2c8f1f3a10';

describe.skipIf(haproxy === null)('a real HAProxy', () => {
  const up = new Upstreams(), here = mkdtempSync(path.join(tmpdir(), 'servers-')), seen = new Map<string, number>();
  let cases: Case[] = [], tcp: TcpCase[] = [], lines: ReadLine[] = [];

  beforeAll(async () => {
    const port = await freePort();
    cases = await haproxyCases(up, await hasIpv6(), here); tcp = await tcpCases(up);
    const config = haproxyConfig(port, cases.map((c) => c.backend), tcp.map((c) => c.listener), []);
    // -db: no background, so that the log stays on standard output.
    const running = await start(haproxy!, (dir) => ['-db', '-f', `${dir}/haproxy.cfg`], (dir) => writeFileSync(`${dir}/haproxy.cfg`, config), port, 'SIGTERM');
    try {
      const headers = `X-Request-Id: ${ID}\r\n`;
      await inTurns(cases, async (c) => {
        const first = c.alongside && call(port, `/${c.backend.name}?first`, c.alongside);
        if (first) await sleep(100);
        seen.set(c.backend.name, await call(port, `/${c.backend.name}`, { headers, ...c.how }));
        await first;
      });
      await inTurns(tcp, async (c) => { await call(c.listener.port, '/', c.how); });
      await inTurns(['GET /never HTTP/1.1\r\nHost: shop', 'NONSENSE\r\n\r\n'], async (raw) => { await call(port, '/', { raw }); });
      await sleep(200);
      lines = readLog(running.output());
    } finally { await running.stop(); }
  });
  afterAll(() => { up.stop(); rmSync(here, { recursive: true, force: true }); });

  const of = (name: string): ReadLine[] => lines.filter((l) => l.record.path === `/${name}` && l.record.query === null);
  const ofTcp = (name: string): ReadLine[] => lines.filter((l) => l.record.route === `tcp_${name}`);
  const brief = ({ record: r }: ReadLine): object => ({ failure: r.failure_class, flags: r.flags_raw, server: r.upstream_name, retries: r.retries, redispatched: r.redispatched });

  test('every HTTP case comes out as what was done, whatever prefix the line has', () => {
    const wrong: string[] = [];
    for (const c of cases) {
      const e = c.expect, want = { status: e.status, seen: e.seen ?? e.status, failure: e.failure, flags: e.flags, server: e.server, retries: e.retries ?? 0, redispatched: e.redispatched ?? false };
      const found = of(c.backend.name);
      if (found.length !== PREFIXES.length) wrong.push(`${c.backend.name}: ${found.length} lines`);
      for (const line of found) {
        const got = { status: line.record.status, seen: seen.get(c.backend.name), ...brief(line) };
        if (JSON.stringify(got) !== JSON.stringify(want) || (e.confidence && line.record.class_confidence !== e.confidence)) { wrong.push([c.backend.name, `want ${JSON.stringify(want)}`, `got  ${JSON.stringify(got)} ${line.record.class_confidence}`, line.text].join('\n  ')); break; }
      }
    }
    expect(wrong, wrong.join('\n')).toEqual([]);
  });

  test('every TCP case comes out as what was done', () => {
    const wrong: string[] = [];
    for (const c of tcp) {
      const e = c.expect, want = { failure: e.failure, flags: e.flags, server: e.server, retries: 0, redispatched: false }, found = ofTcp(c.listener.name);
      if (found.length !== PREFIXES.length) wrong.push(`${c.listener.name}: ${found.length} lines`);
      for (const line of found) if (JSON.stringify(brief(line)) !== JSON.stringify(want)) { wrong.push([c.listener.name, `want ${JSON.stringify(want)}`, `got  ${JSON.stringify(brief(line))}`, line.text].join('\n  ')); break; }
    }
    expect(wrong, wrong.join('\n')).toEqual([]);
  });

  test('an unfinished request and a broken one have no path', () => {
    const without = lines.filter((l) => l.verdict === 'call' && l.record.route === 'web' && l.record.path === null).map((l) => l.record);
    expect(without.filter((r) => r.failure_class === 'client_request_timeout' && r.flags_raw === 'cR--' && r.status === 408)).toHaveLength(PREFIXES.length);
    expect(without.filter((r) => r.failure_class === 'client_protocol_error' && r.flags_raw === 'PR--' && r.status === 400)).toHaveLength(PREFIXES.length);
    // The connection that only asked whether the port is open.
    expect(without.filter((r) => r.failure_class === 'client_abort' && r.flags_raw === 'CR--')).toHaveLength(PREFIXES.length);
    expect(without).toHaveLength(3 * PREFIXES.length);
  });

  test('all prefixes tell the same call, and those with a moment reveal the zone', () => {
    for (const line of of('slow')) expect({ ...line.record, tz_assumed: true }).toEqual({ ...of('slow')[0].record, tz_assumed: true });
    const assumed = of('slow').map((l) => l.record.tz_assumed);
    expect(assumed.filter((a) => !a)).toHaveLength(3);
    expect(Math.abs(Date.parse(of('slow')[0].record.timestamp!) - Date.now())).toBeLessThan(60_000 + Math.abs(new Date().getTimezoneOffset()) * 60_000);
    expect(of('slow')[0].record).toMatchObject({ request_id: ID, client_ip: '127.0.0.1', method: 'GET', service: 'be_slow', route: 'web' });
  });

  test('the phases carry the time that was lost in them', () => {
    const one = (name: string): ReadLine['record'] => of(name)[0].record;
    const about = (ms: number | null, limit: number): void => { expect(ms).toBeGreaterThanOrEqual(limit - 5); expect(ms).toBeLessThan(limit + 400); };
    about(one('slow').first_byte_ms, 300);
    about(one('hole').upstream_ms, LIMITS.connectMs); expect(one('hole').connect_ms).toBeNull();
    about(one('mute').upstream_ms, LIMITS.serverMs); expect(one('mute')).toMatchObject({ first_byte_ms: null }); expect(one('mute').connect_ms).not.toBeNull();
    about(one('queue').queue_ms, LIMITS.queueMs);
    about(one('all-holes').duration_ms, 3 * LIMITS.connectMs);
    expect(one('own-504').generated_by).toBe('upstream'); expect(one('mute').generated_by).toBe('gateway');
  });
});
