/**
 * Panels over 20 million calls, through the app's own data layer (the rows of each panel, as its export gives them), against the same answers
 * from raw rows with indexes, and against the same panels over a twentieth of the calls.
 */
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import { rows as classes } from '../../components/panels/failure-classes/rows';
import { rows as headline } from '../../components/panels/headline/rows';
import { rows as hidden } from '../../components/panels/hidden-attempts/rows';
import { rows as hotspotMap } from '../../components/panels/hotspot-map/rows';
import { rows as latency } from '../../components/panels/latency-trend/rows';
import { rows as outcomes } from '../../components/panels/outcome-trend/rows';
import { rows as rates } from '../../components/panels/rate-trend/rows';
import { rows as spots } from '../../components/panels/top-spots/rows';
import { callRows as failures } from '../../components/panels/upstream-failures/rows';
import { rows as instances } from '../../components/panels/upstream-instances/rows';
import { rows as upstreams } from '../../components/panels/upstream-list/rows';
import { rows as phases } from '../../components/panels/upstream-phases/rows';
import { askOf, type Ask } from '../../lib/db/ask';
import { callFilter, callNames } from '../../lib/db/calls-names';
import { searchCalls } from '../../lib/db/calls-search';
import { run } from '../../lib/db/run';
import { Prisma } from '../../lib/generated/prisma/client';
import type { SearchParams } from '../../lib/view/state';
import { benchFile } from './bench-file';
import { copyRows, freshTable, writeReadyRows } from './copy-floor';
import { grouped, median, quantile, report, seconds } from './measure';
import { BenchServer, ingestOrKept, viewer } from './server';

const CALLS = Number(process.env.BENCH_CALLS ?? 20_000_000), ROUNDS = 20;
const ms = (s: number): string => `${(s * 1000).toFixed(s < 0.01 ? 1 : 0)} ms`;

/** Each panel with the view it is asked with (`of`: one upstream or route among them), and the raw query for the same answer where there is one. */
const PANELS: Record<string, { ask?: SearchParams; of?: 'upstream' | 'route'; rows: (ask: Ask) => Promise<unknown[]>; raw?: string }> = {
  'latency p50/p95/p99 per bucket': { rows: latency, raw: `select date_bin('5 min', at, '2026-01-01') as b, percentile_disc(array[0.5, 0.95, 0.99]) within group (order by duration_ms) from raw_calls group by 1` },
  'latency of the last 6 hours': { ask: { from: 'end-6h' }, rows: latency, raw: `select date_bin('1 min', at, '2026-01-01') as b, percentile_disc(array[0.5, 0.95, 0.99]) within group (order by duration_ms) from raw_calls where at >= (select max(at) from raw_calls) - interval '6 hours' group by 1` },
  'calls by outcome': { rows: outcomes, raw: `select date_bin('5 min', at, '2026-01-01') as b, failure, count(*) from raw_calls group by 1, 2` },
  'headline numbers': { rows: headline }, 'failure and timeout rate': { rows: rates }, 'failures by class': { rows: classes }, 'hidden attempts': { rows: hidden },
  'top routes': { rows: (a) => spots(a, 'route'), raw: `select route, count(*) filter (where failure = 1) from raw_calls where status >= 499 group by 1 order by 2 desc limit 20` },
  'route × time': { rows: (a) => hotspotMap(a, 'route'), raw: `select route, date_bin('20 min', at, '2026-01-01'), count(*) from raw_calls where status >= 499 group by 1, 2` },
  'upstream × time': { rows: (a) => hotspotMap(a, 'upstream') }, 'upstreams': { rows: upstreams },
  'latency of one route': { of: 'route', rows: latency }, 'latency of one upstream': { of: 'upstream', rows: latency },
  'instances of one upstream': { of: 'upstream', rows: instances, raw: `select addr, count(*), percentile_disc(0.95) within group (order by duration_ms) from raw_calls where addr like '10.20.3.%' group by 1` },
  'phases of one upstream': { of: 'upstream', rows: phases }, 'what failed at one upstream': { of: 'upstream', rows: failures },
};

export async function benchPanels(dir: string, root: string): Promise<void> {
  const few = benchFile(dir, CALLS / 20, 7, true), many = benchFile(dir, CALLS, 7, true), server = await BenchServer.start(root, dir);
  try {
    await ingestOrKept(server, 'bench_few', few.file, few.bytes);
    const small = await timePanels();
    console.log(`    ${grouped(CALLS / 20)} calls done`);
    const took = await ingestOrKept(server, 'bench_many', many.file, many.bytes);
    console.log(took === null ? '    kept from an earlier run' : `    ${grouped(CALLS)} calls read in ${took.seconds.toFixed(0)} s, peak memory ${(took.peakMemory / 1e6).toFixed(0)} MB`);
    const large = await timePanels();
    for (const [name, [first, ...times]] of large) {
      const p95 = quantile(times, 0.95), before = median(small.get(name)!.slice(1)), growth = median(times) / before;
      report(name, `p95 ${ms(p95)}, median ${ms(median(times))}`, `first ${ms(first)}; 1/20 of the calls: median ${ms(before)}`, 'p95 ≤ 100 ms, growth ≤ 2×', p95 <= 0.1 && growth <= 2);
    }
    await benchCalls(many.file);
    await rawFloor(server, dir, many.file, large);
    if (!process.env.BENCH_KEEP) { await server.drop('bench_many'); await server.drop('bench_few'); }
  } finally { await server.stop(); }
}

/** Seconds by panel; the first of each fills the caches. */
async function timePanels(): Promise<Map<string, number[]>> {
  const upstream = (await run<{ name: string }>(Prisma.sql`select u.name from upstream u join instance i on i.upstream_id = u.id where i.addr like '10.20.3.%' limit 1`))[0]?.name ?? '', route = (await run<{ name: string }>(Prisma.sql`select r.name from notable n join route r on r.id = n.route_id order by n.at limit 1`))[0].name, out = new Map<string, number[]>();
  for (const [name, panel] of Object.entries(PANELS)) {
    const params = panel.of === undefined ? (panel.ask ?? {}) : { ...panel.ask, ...(panel.of === 'upstream' ? { upstream } : { route }) }, times: number[] = [];
    for (let i = 0; i <= ROUNDS; i++) times.push(await seconds(async () => { const rows = await panel.rows(await askOf(params)); if (rows.length === 0) throw new Error(`${name}: no rows`); }));
    out.set(name, times);
  }
  return out;
}

/** The request id of a call that ended well, from the oldest lines: a search from the newest on meets it last. */
function ordinaryId(log: string): string {
  const fd = openSync(log, 'r'), head = Buffer.alloc(1 << 16);
  try { readSync(fd, head); } finally { closeSync(fd); }
  return /" 200 .* us="200" rid="([0-9a-f]+)"/.exec(head.toString('latin1'))![1];
}

/** A page of calls under selective filters: time to the first rows; where there are none, until that is known. */
async function benchCalls(log: string): Promise<void> {
  const some = (await run<{ client: string; request_id: string; route: string }>(Prisma.sql`select n.client, n.request_id, r.name as route from notable n join route r on r.id = n.route_id where n.request_id is not null order by n.at limit 1`))[0];
  const filters: Record<string, SearchParams> = { 'calls: newest page': {}, 'calls: timeouts': { failure: 'timeout' }, 'calls: one route, one class': { route: some.route, failure: 'first_byte_timeout' }, 'calls: one client': { client: some.client }, 'calls: a failed call\'s request id': { rid: some.request_id }, 'calls: an ordinary call\'s request id': { rid: ordinaryId(log) }, 'calls: a request id of no call': { rid: 'f00d'.repeat(8) }, 'calls: slower than 2 s': { min: '2000' } };
  for (const [name, params] of Object.entries(filters)) {
    const times: number[] = [];
    for (let i = 0; i < 5; i++) times.push(await seconds(async () => {
      const ask = await askOf(params), names = await callNames(viewer, null), stop = new AbortController();
      for await (const m of searchCalls(viewer, callFilter(ask.view, ask.time.range, names), names, { limit: 100, after: null, slowest: false, signal: stop.signal, budgetMs: 20_000 })) if (m.type === 'calls' && m.rows.length > 0) break;
      stop.abort();
    }));
    report(name, `first rows ${ms(median(times))}`, '', '≤ 300 ms', median(times) <= 0.3);
  }
}

async function rawFloor(server: BenchServer, dir: string, log: string, panels: Map<string, number[]>): Promise<void> {
  const rows = path.join(dir, `rows-${CALLS}.tsv`);
  if (!existsSync(rows)) await writeReadyRows(log, rows);
  const client: pg.Client = await server.client('bench_many');
  await freshTable(client, 'raw_calls'); await copyRows(client, rows, 'raw_calls');
  await client.query('create index on raw_calls (at); create index on raw_calls (route, at); create index on raw_calls (status, at); create index on raw_calls (addr, at); analyze raw_calls');
  for (const [name, { raw }] of Object.entries(PANELS)) {
    if (!raw) continue;
    const times: number[] = [];
    for (let i = 0; i < 3; i++) times.push(await seconds(() => client.query(raw)));
    const ratio = median(times) / median(panels.get(name)!.slice(1)), least = name.startsWith('latency p50') ? 200 : 1;
    report(`${name}, against raw rows`, `${ratio.toFixed(ratio < 10 ? 1 : 0)}×`, `raw rows, indexed: ${ms(median(times))}`, `≥ ${least}×`, ratio >= least);
  }
  await client.query('drop table raw_calls'); await client.end();
}
