/** A real nginx, upstreams that misbehave on purpose: what its logs say must come out as the class of what was done. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, inTurns } from './client';
import { nginxCases, type Case } from './nginx-cases';
import { LIMITS, nginxConfig } from './nginx-config';
import { findProgram, freePort, hasIpv6, sleep, start } from './program';
import { joinLines } from './join-lines';
import { readLog, type ReadLine } from './read-log';
import { resolver } from './resolver';
import { Upstreams } from './upstreams';

const nginx = findProgram('nginx');

describe.skipIf(nginx === null)('a real nginx', () => {
  const up = new Upstreams(), here = mkdtempSync(path.join(tmpdir(), 'upstreams-'));
  const access = new Map<string, ReadLine[]>(), json = new Map<string, ReadLine[]>(), combined = new Map<string, ReadLine[]>(), errors = new Map<string, ReadLine[]>(), seen = new Map<string, number>();
  let cases: Case[] = [];
  const nameOf = (c: Case): string => c.location.path;
  const keyOf = (r: ReadLine): string => r.record.path ?? '@second';

  beforeAll(async () => {
    const mute = await resolver(false), negative = await resolver(true), port = await freePort();
    cases = await nginxCases(up, { silent: mute.address, negative: negative.address }, await hasIpv6(), here);
    const running = await start(nginx!, (dir) => ['-p', dir, '-c', `${dir}/nginx.conf`], (dir) => writeFileSync(`${dir}/nginx.conf`, nginxConfig(dir, port, cases.map((c) => c.location))), port, 'SIGTERM');
    try {
      for (const c of cases) if (c.before) await call(port, c.location.path, c.before);
      await inTurns(cases, async (c) => { seen.set(nameOf(c), await call(port, c.location.path, c.how)); });
      await sleep(300);
      const keep = (file: string, into: Map<string, ReadLine[]>): void => {
        for (const line of readLog(readFileSync(`${running.dir}/${file}`, 'latin1'), { limits: LIMITS })) {
          if (line.verdict !== 'filtered') into.set(keyOf(line), [...(into.get(keyOf(line)) ?? []), line]);
        }
      };
      keep('timing.log', access); keep('json.log', json); keep('combined.log', combined); keep('error.log', errors);
    } finally { await running.stop(); mute.stop(); negative.stop(); }
  });
  afterAll(() => { up.stop(); rmSync(here, { recursive: true, force: true }); });

  const last = (c: Case, of = access): ReadLine => { const lines = of.get(nameOf(c)) ?? []; return lines[lines.length - 1]; };

  test('the class of every call, of every attempt and of every error line is what was done to it', () => {
    const wrong: string[] = [];
    for (const c of cases) {
      const name = nameOf(c), line = last(c), e = c.expect, own = errors.get(name) ?? [];
      const got = { status: line?.record.status, seen: seen.get(name), call: line?.record.failure_class, attempts: line?.record.attempts.map((a) => a.failure_class), errors: own.map((x) => x.record.failure_class) };
      const want = { status: e.status, seen: e.seen ?? e.status, call: e.call, attempts: e.attempts, errors: e.errors };
      if (JSON.stringify(got) !== JSON.stringify(want)) wrong.push([name, `want ${JSON.stringify(want)}`, `got  ${JSON.stringify(got)}`, line?.text, ...own.map((x) => x.text)].join('\n  '));
    }
    expect(wrong, wrong.join('\n')).toEqual([]);
  });

  test('joined with its error lines, every call is counted once and under its cause', () => {
    const all = [...access.values()].flat(), { classes, orphans } = joinLines(all, [...errors.values()].flat());
    const wrong = cases.filter((c) => c.location.path !== '@second').flatMap((c) => {
      const got = classes.get(last(c)), want = c.expect.joined === undefined ? c.expect.call : c.expect.joined;
      return got === want ? [] : [`${nameOf(c)}: want ${want}, got ${got}\n  ${last(c).text}`];
    });
    expect(wrong, wrong.join('\n')).toEqual([]);
    expect(orphans.map((o) => o.text)).toEqual([]);
  });

  test('the log in JSON says the same as the log in text', () => {
    for (const c of cases) {
      if (c.location.path === '@second') continue;
      const { failure_class, attempts, status, duration_ms, request_id, upstream_addr } = last(c).record;
      expect(last(c, json).record).toMatchObject({ failure_class, status, duration_ms, request_id, upstream_addr, attempts: attempts.map((a) => ({ addr: a.addr, status: a.status, connect_ms: a.connect_ms, response_ms: a.response_ms })) });
    }
  });

  test('the combined log knows the status only', () => {
    for (const c of cases) expect(last(c, combined).record).toMatchObject({ status: c.expect.status, duration_ms: null, attempts: [] });
    expect(last(cases.find((c) => nameOf(c) === '/hole')!, combined).record.failure_class).toBe('timeout_unspecified');
  });

  test('the phases carry the time that was lost in them', () => {
    const of = (name: string): ReadLine['record'] => last(cases.find((c) => nameOf(c) === name)!).record;
    const about = (ms: number | null, limit: number): void => { expect(ms).toBeGreaterThanOrEqual(limit - 5); expect(ms).toBeLessThan(limit + 400); };
    about(of('/hole').attempts[0].response_ms, LIMITS.connectMs);
    expect(of('/hole').attempts[0].connect_ms).toBeNull();
    about(of('/mute').attempts[0].response_ms, LIMITS.readMs);
    expect(of('/mute').attempts[0]).toMatchObject({ first_byte_ms: null });
    expect(of('/mute').attempts[0].connect_ms).not.toBeNull();
    about(of('/slow').attempts[0].first_byte_ms, 300);
    const three = of('/retry-3');
    expect(three.retries).toBe(2);
    about(three.attempts[0].response_ms, LIMITS.connectMs); about(three.attempts[1].response_ms, LIMITS.readMs);
    about(three.duration_ms, LIMITS.connectMs + LIMITS.readMs);
    expect(of('/fallback').attempts.map((a) => a.group)).toEqual([0, 1]);
    expect(of('/unix').upstream_addr).toMatch(/^unix:\/.*app\.sock$/);
  });
});
