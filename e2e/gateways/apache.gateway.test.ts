/** A real Apache, upstreams that misbehave on purpose: what its logs say must come out as the class of what was done. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apacheCases, type Case } from './apache-cases';
import { apacheConfig, LAYOUT, LIMITS, modulesDir } from './apache-config';
import { call, inTurns } from './client';
import { joinLines } from './join-lines';
import { findProgram, freePort, sleep, start } from './program';
import { readLog, type ReadLine } from './read-log';
import { Upstreams } from './upstreams';

const apache = findProgram('apache2'), modules = modulesDir();
if (apache !== null && modules === null) process.stderr.write('\n*** Apache\'s proxy modules are not installed: the tests against a real Apache are SKIPPED.\n\n');
// Apache's error lines name the client alone, so each case comes from an address of its own, which macOS does not have.
const here = process.platform === 'linux';

describe.skipIf(apache === null || modules === null || !here)('a real Apache', () => {
  const up = new Upstreams(), seen = new Map<string, number>(), addresses = new Map<string, string>();
  let cases: Case[] = [], access: ReadLine[] = [], plain: ReadLine[] = [], errors: ReadLine[] = [];
  const nameOf = (c: Case): string => c.proxied.name;

  beforeAll(async () => {
    const port = await freePort();
    cases = await apacheCases(up);
    cases.forEach((c, i) => addresses.set(nameOf(c), `127.0.7.${i + 1}`));
    const running = await start(apache!, (dir) => ['-f', `${dir}/httpd.conf`, '-D', 'FOREGROUND'], (dir) => writeFileSync(`${dir}/httpd.conf`, apacheConfig(dir, port, modules!, cases.map((c) => c.proxied))), port, 'SIGTERM');
    try {
      const from = (c: Case): string => addresses.get(nameOf(c))!;
      for (const c of cases) if (c.before) await call(port, `/${nameOf(c)}?before`, { ...c.before, from: from(c) });
      await inTurns(cases, async (c) => { seen.set(nameOf(c), await call(port, `/${nameOf(c)}`, { ...c.how, from: from(c) })); });
      await inTurns(['GET /never HTTP/1.1\r\nHost: shop', 'NONSENSE\r\n\r\n'], async (raw) => { await call(port, '/', { raw, from: '127.0.7.250' }); });
      await sleep(1500);
      const read = (file: string, layouts: string[]): ReadLine[] => readLog(readFileSync(`${running.dir}/${file}`, 'latin1'), { limits: LIMITS, logFormats: layouts });
      access = read('access.log', [LAYOUT]); plain = read('plain.log', []); errors = read('error.log', []);
    } finally { await running.stop(); }
  });
  afterAll(() => { up.stop(); });

  const lineOf = (c: Case, of = access): ReadLine | undefined => of.find((l) => l.record.path === `/${nameOf(c)}` && l.record.query === null);
  const events = (): ReadLine[] => errors.filter((l) => l.verdict === 'event');

  test('the class of every call and of its error lines is what was done to it', () => {
    const wrong: string[] = [];
    for (const c of cases) {
      const line = lineOf(c), e = c.expect, own = events().filter((l) => l.record.client_ip === addresses.get(nameOf(c)));
      const got = { status: line?.record.status, seen: seen.get(nameOf(c)), call: line?.record.failure_class, errors: own.map((l) => l.record.failure_class) }, want = { status: e.status, seen: e.seen ?? e.status, call: e.call, errors: e.errors };
      if (JSON.stringify(got) !== JSON.stringify(want)) wrong.push([nameOf(c), `want ${JSON.stringify(want)}`, `got  ${JSON.stringify(got)}`, line?.text, ...errors.filter((l) => l.text.includes(`client ${addresses.get(nameOf(c))}:`)).map((l) => l.text)].join('\n  '));
    }
    expect(wrong, wrong.join('\n')).toEqual([]);
  });

  test('joined with its error lines, every call is counted once and under its cause', () => {
    const { classes, orphans } = joinLines(access, events());
    const wrong = cases.flatMap((c) => {
      const line = lineOf(c), got = line === undefined ? 'no line' : classes.get(line), want = c.expect.joined === undefined ? c.expect.call : c.expect.joined;
      return got === want ? [] : [`${nameOf(c)}: want ${want}, got ${got}\n  ${line?.text}`];
    });
    expect(wrong, wrong.join('\n')).toEqual([]);
    expect(orphans.map((o) => o.text)).toEqual([]);
  });

  test('without durations in the log, too', () => {
    const { classes, orphans } = joinLines(plain, events());
    // Two calls of one client in one second cannot be told apart here.
    const wrong = cases.filter((c) => c.before === undefined).flatMap((c) => {
      const line = lineOf(c, plain)!, failed = line.record.failure_class !== null, got = classes.get(line), want = c.expect.joined ?? c.expect.call;
      return !failed || got === want || c.expect.errors.length === 0 ? [] : [`${nameOf(c)}: want ${want}, got ${got}\n  ${line.text}`];
    });
    expect(wrong, wrong.join('\n')).toEqual([]);
    // A body that stalls says so after the limit: a call that looks well and has no duration cannot be told from others then.
    expect(orphans.every((o) => o.record.failure_class === 'body_timeout'), orphans.map((o) => o.text).join('\n')).toBe(true);
  });

  test('common lines are known for Apache\'s, and begin at their time', () => {
    for (const c of cases) expect(lineOf(c, plain)!.record).toMatchObject({ gateway: 'apache', timestamp_kind: 'start', status: c.expect.status, duration_ms: null });
    expect(access.every((l) => l.record.gateway === 'apache')).toBe(true);
  });

  test('an unfinished request and a broken one', () => {
    const of = (status: number): ReadLine[] => access.filter((l) => l.record.client_ip === '127.0.7.250' && l.record.status === status);
    expect(of(408).map((l) => l.record.failure_class)).toEqual(['client_request_timeout']);
    expect(of(400).map((l) => l.record.failure_class)).toEqual(['client_protocol_error']);
  });

  test('durations carry the time that was lost, and balancers name who answered', () => {
    const of = (name: string): ReadLine['record'] => lineOf(cases.find((c) => nameOf(c) === name)!)!.record;
    const about = (ms: number | null, limit: number): void => { expect(ms).toBeGreaterThanOrEqual(limit - 5); expect(ms).toBeLessThan(limit + 400); };
    about(of('hole').duration_ms, LIMITS.connectMs); about(of('mute').duration_ms, LIMITS.readMs); about(of('slow').duration_ms, 300); about(of('retry-hole').duration_ms, LIMITS.connectMs);
    expect(of('retry').upstream_addr).toBe(cases.find((c) => nameOf(c) === 'retry')!.proxied.to[1]);
    expect(events().find((l) => l.record.failure_class === 'connect_refused')!.record.upstream_addr).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(Math.abs(Date.parse(of('ok').timestamp!) - Date.now())).toBeLessThan(60_000);
  });
});
