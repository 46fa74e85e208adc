/** A real Caddy, upstreams that misbehave on purpose: what its logs say must come out as the class of what was done. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { caddyCases, type Case } from './caddy-cases';
import { caddyConfig, ENCODER, LIMITS } from './caddy-config';
import { call, inTurns } from './client';
import { joinLines } from './join-lines';
import { findProgram, freePort, sleep, start } from './program';
import { readLog, type ReadLine } from './read-log';
import * as does from './upstreams';

const caddy = findProgram('caddy');

describe.skipIf(caddy === null)('a real Caddy', () => {
  const up = new does.Upstreams(), home = mkdtempSync(path.join(tmpdir(), 'caddy-home-')), seen = new Map<string, number>();
  let cases: Case[] = [], access: ReadLine[] = [], errors: ReadLine[] = [], other: ReadLine[] = [];
  const nameOf = (c: Case): string => c.proxied.name;

  beforeAll(async () => {
    // It keeps its configuration and certificates there.
    process.env.XDG_CONFIG_HOME = process.env.XDG_DATA_HOME = home;
    const port = await freePort(), otherPort = await freePort();
    cases = await caddyCases(up);
    const good = await up.serve(does.okAfter(20)), config = (dir: string): string => caddyConfig(dir, port, otherPort, cases.map((c) => c.proxied), good);
    const running = await start(caddy!, (dir) => ['run', '--config', `${dir}/Caddyfile`, '--adapter', 'caddyfile'], (dir) => writeFileSync(`${dir}/Caddyfile`, config(dir)), port, 'SIGTERM');
    try {
      await inTurns(cases, async (c) => { seen.set(nameOf(c), await call(port, `/${nameOf(c)}`, c.how)); }, 3);
      for (const target of ['/one?a=1', '/two']) await call(otherPort, target);
      await sleep(500);
      const read = (file: string, layouts: string[]): ReadLine[] => readLog(readFileSync(`${running.dir}/${file}`, 'latin1'), { limits: LIMITS, logFormats: layouts });
      access = read('access.log', []); other = read('other.log', [ENCODER]); errors = read('default.log', []).filter((l) => l.verdict === 'event');
    } finally { await running.stop(); }
  });
  afterAll(() => { up.stop(); rmSync(home, { recursive: true, force: true }); });

  const lineOf = (c: Case): ReadLine | undefined => access.find((l) => l.record.path === `/${nameOf(c)}`);

  test('the class of every call is what was done to it', () => {
    const wrong: string[] = [];
    for (const c of cases) {
      const line = lineOf(c), e = c.expect, status = line?.record.status;
      const got = { seen: seen.get(nameOf(c)), call: line?.record.failure_class }, want = { seen: e.seen ?? e.status[0], call: e.call };
      if (JSON.stringify(got) !== JSON.stringify(want) || status === undefined || !e.status.includes(status)) wrong.push([nameOf(c), `want ${JSON.stringify(want)}`, `got  ${JSON.stringify(got)}`, line?.text].join('\n  '));
    }
    expect(wrong, wrong.join('\n')).toEqual([]);
    expect(access).toHaveLength(cases.length);
  });

  test('joined with its error lines, every call is counted once and under its cause', () => {
    const { classes, orphans } = joinLines(access, errors);
    const wrong = cases.flatMap((c) => {
      const line = lineOf(c), got = line === undefined ? 'no line' : classes.get(line), want = c.expect.joined === undefined ? c.expect.call : c.expect.joined;
      return got === want ? [] : [`${nameOf(c)}: want ${want}, got ${got}\n  ${line?.text}`];
    });
    expect(wrong, wrong.join('\n')).toEqual([]);
    expect(orphans.map((o) => o.text)).toEqual([]);
  });

  test('error lines name the upstream where Go does', () => {
    const of = (name: string): ReadLine['record'] => errors.find((l) => l.record.path === `/${name}`)!.record;
    const to = (name: string): string => cases.find((c) => nameOf(c) === name)!.proxied.to[0];
    for (const name of ['refused', 'hole', 'reset', 'stuck-request']) expect(of(name)).toMatchObject({ upstream_addr: to(name), generated_by: 'gateway', class_confidence: 'exact' });
    expect(of('refused')).toMatchObject({ status: 502, failure_class: 'connect_refused' });
  });

  test('the log of another encoder is read by its pasted layout', () => {
    expect(other.map((l) => [l.record.format, l.record.path, l.record.query, l.record.status, l.record.failure_class])).toEqual([['caddy-encoder', '/one', 'a=1', 200, null], ['caddy-encoder', '/two', null, 200, null]]);
    for (const { record } of other) { expect(record.duration_ms).toBeGreaterThanOrEqual(19); expect(record.duration_ms).toBeLessThan(1000); expect(Math.abs(Date.parse(record.timestamp!) - Date.now())).toBeLessThan(60_000); }
  });

  test('durations carry the time that was lost', () => {
    const of = (name: string): ReadLine['record'] => lineOf(cases.find((c) => nameOf(c) === name)!)!.record;
    const about = (ms: number | null, limit: number): void => { expect(ms).toBeGreaterThanOrEqual(limit - 5); expect(ms).toBeLessThan(limit + 400); };
    about(of('hole').duration_ms, LIMITS.connectMs); about(of('mute').duration_ms, LIMITS.readMs); about(of('slow').duration_ms, 300); about(of('tls-mute').duration_ms, 700);
    expect(of('ok')).toMatchObject({ client_ip: '127.0.0.1', method: 'GET', host: 'shop.test', bytes_out: 4 });
  });
});
