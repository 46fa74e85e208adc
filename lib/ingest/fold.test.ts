import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { benchLog } from '../../prisma/scenarios/bench-log';
import { failureCode } from '../failure';
import { BlockReader, encodeBlock, mergeBlocks, type Cell } from '../rollup/block';
import { ATTEMPTS, CALLS, CUBES, EDGES, FAILED, ROUTES, TARGETS, type Cube } from '../rollup/cubes';
import { binOf } from '../rollup/histogram';
import { CALL, Draft, METHOD, PATH } from '../call';
import { CLIENT_PLANES, mayContain } from './filter';
import { createFolder, MAX_QUARANTINE_ROWS } from './fold';
import { WHY_CUT, WHY_FAILED, WHY_RETRIED, WHY_SLOW, type ChunkFolder, type FoldedChunk } from './folded';
import { NameIds } from './name-ids';
import { ChunkReader } from './read-calls';
import { DEFAULT_SETTINGS, type ParseSettings } from './settings';

const T = Date.UTC(2026, 2, 12, 9);
/** A dictionary as the store keeps it: the same name, the same id, whoever asks. */
class Dictionary {
  private ids = new Map<string, number>();
  id(name: string): number { let i = this.ids.get(name); if (i === undefined) this.ids.set(name, (i = this.ids.size + 1)); return i; }
  fold(folder: ChunkFolder, bytes: Buffer, offset = 0): FoldedChunk {
    const u = folder.fold(bytes, offset);
    folder.learn({ routes: u.routes.map((r) => [r, this.id(r)]), instances: u.instances.map((i) => [i.label, i.addr, this.id(i.label + '\0' + i.addr)]) });
    return folder.finish();
  }
}
const foldText = (text: string, settings: Partial<ParseSettings> = {}): FoldedChunk => new Dictionary().fold(createFolder({ ...DEFAULT_SETTINGS, ...settings }), Buffer.from(text, 'latin1'));
const rows = (f: FoldedChunk, cube: Cube): { minute: number; dims: number[]; count: number }[] => {
  const out = [], b = f.blocks.find((x) => x.cube === cube.id);
  if (!b) return [];
  const r = new BlockReader(cube, b.counts, b.hist);
  while (r.next()) out.push({ minute: r.minute, dims: [...r.dims], count: r.count });
  return out;
};
const sum = (f: FoldedChunk, cube: Cube, where: (d: number[]) => boolean = () => true): number => rows(f, cube).filter((r) => where(r.dims)).reduce((n, r) => n + r.count, 0);
const total = (o: Record<string, number>): number => Object.values(o).reduce((a, b) => a + b, 0);
const bench = (lines: number, seed = 7): string => [...benchLog({ seed, lines, from: T, to: T + 600_000 })].join('');
const line = (o: { at?: number; path?: string; status?: number; rt?: number; ua?: string; us?: string; urt?: string; uct?: string; uht?: string; client?: string } = {}): string => {
  const d = new Date(o.at ?? T).toUTCString().split(' '), rt = (o.rt ?? 0.1).toFixed(3);
  return `${o.client ?? '203.0.113.7'} - - [${d[1]}/${d[2]}/${d[3]}:${d[4]} +0000] "GET ${o.path ?? '/a/1'} HTTP/1.1" ${o.status ?? 200} 512 "-" "curl/8" rt=${rt} uct="${o.uct ?? '0.001'}" uht="${o.uht ?? rt}" urt="${o.urt ?? rt}" ua="${o.ua ?? '10.0.0.1:8080'}" us="${o.us ?? o.status ?? 200}"\n`;
};

describe('fold', () => {
  it('accounts for every line', () => {
    const f = foldText(line() + '\n  \n' + 'garbage\n' + line() + '2026/03/12 09:20:01 [error] 7#7: *1 upstream timed out (110: Connection timed out) while connecting to upstream, client: 203.0.113.7, server: , request: "GET /a/1 HTTP/1.1", upstream: "http://10.0.0.1:8080/a/1", host: "h"\n' + line().trimEnd());
    expect(f).toMatchObject({ lines: 7, stored: 4, quarantined: 1, filtered: 2, calls: 3, events: 1, attempts: 3 });
    expect(f.accounts.filtered).toEqual({ blank: 2 });
    expect(total(f.accounts.formats)).toBe(4);
    expect(f.quarantineRows).toMatchObject([{ line: 3, sample: 'garbage', length: 7 }]);
    expect(f.eventRows).toMatchObject([{ failure: failureCode('connect_timeout'), client: '203.0.113.7', path: '/a/1' }]);
    expect(f.eventRows[0].instanceId).toBe(rows(f, TARGETS)[0].dims[0]);
    expect(f.eventRows[0].routeId).toBe(rows(f, ROUTES)[0].dims[0]);
  });

  it('keeps notable calls with their reasons, in the order of their lines', () => {
    const f = foldText(line() + line({ status: 504, rt: 60, uht: '-', urt: '60.000' }) + line({ ua: '10.0.0.1:8080, 10.0.0.2:8080', us: '504, 200', urt: '5.000, 0.100', uct: '-, 0.001', uht: '-, 0.100', rt: 5.1 }) + line({ rt: 12, uht: '0.010', urt: '12.000' }));
    expect(f.notable.map((n) => [n.why & ~WHY_SLOW, n.failure !== 0, n.attempts.length])).toEqual([[WHY_FAILED, true, 1], [WHY_RETRIED, false, 2], [0, false, 1]]);
    expect(f.notable[2].why).toBe(WHY_SLOW);
    expect(f).toMatchObject({ calls: 4, attempts: 5, failed: 1, timeouts: 1 });
    // The failed attempt is hidden by the retry, never lost.
    expect(sum(f, ATTEMPTS, ([, failure, hidden, phase]) => failure !== 0 && hidden === 1 && phase === 0)).toBe(1);
    expect(sum(f, EDGES, ([kind]) => kind === 1)).toBe(1);
    expect(sum(f, FAILED)).toBe(1);
    expect(WHY_CUT).toBe(4);
  });

  it('finds what is slow for its route, and only with enough calls to compare', () => {
    const few = line({ rt: 0.9 }) + Array.from({ length: 10 }, () => line({ rt: 0.01 })).join('');
    expect(foldText(few).notable).toHaveLength(0);
    const f = foldText(few + Array.from({ length: 10 }, (_, i) => line({ rt: 0.02, path: `/a/${i}` })).join('') + Array.from({ length: 30 }, () => line({ rt: 0.9, path: '/slow' })).join(''));
    expect(f.notable.map((n) => [n.why, n.path, n.durationMs, n.offset])).toEqual([[WHY_SLOW, '/a/1', 900, 0]]);
  });

  it('gives the cells that the calls give one by one', () => {
    const text = bench(3000), f = foldText(text), dictionary = new Dictionary();
    dictionary.fold(createFolder(DEFAULT_SETTINGS), Buffer.from(text, 'latin1'));
    const cells = new Map<string, Cell>();
    const put = (cube: Cube, minute: number, dims: number[], ms: number): void => {
      const key = [cube.id, minute, ...dims].join();
      let c = cells.get(key);
      if (!c) cells.set(key, (c = { minute, dims, count: 0, sumUs: 0, bins: new Map() }));
      c.count++;
      if (!Number.isNaN(ms)) { c.sumUs += Math.round(ms * 1000); c.bins!.set(binOf(ms), (c.bins!.get(binOf(ms)) ?? 0) + 1); }
    };
    new ChunkReader(DEFAULT_SETTINGS).eachCall(Buffer.from(text, 'latin1'), null, ({ draft: d, route, label, addr }) => {
      const minute = Math.floor(d.at / 60_000);
      put(CALLS, minute, [d.status, d.failure], d.duration);
      put(ROUTES, minute, [dictionary.id(route!), d.failure], d.duration);
      put(TARGETS, minute, [addr === null ? 0 : dictionary.id(label + '\0' + addr), d.failure], d.duration);
    });
    for (const cube of [CALLS, ROUTES, TARGETS]) expect(f.blocks.find((b) => b.cube === cube.id)).toEqual(encodeBlock(cube, [...cells].filter(([k]) => k.startsWith(cube.id + ',')).map(([, c]) => c)));
  });

  it('gives the same bytes again: fresh or used folder, chunks in any order', () => {
    const parts = [bench(400, 1), line({ path: '/only/here' }) + bench(300, 2), 'x\n' + bench(200, 3)].map((t) => Buffer.from(t, 'latin1')), dictionary = new Dictionary();
    const folder = createFolder(DEFAULT_SETTINGS), first = parts.map((p) => dictionary.fold(folder, Buffer.from(p)));
    const again = createFolder(DEFAULT_SETTINGS);
    expect([2, 0, 1].map((i) => dictionary.fold(again, Buffer.from(parts[i])))).toEqual([2, 0, 1].map((i) => first[i]));
  });

  it('the sum over calls is the number of calls, whatever the lines', () => {
    const any = fc.oneof(fc.constantFrom(...bench(60).split(/(?<=\n)/)), fc.string({ unit: 'binary' }).map((s) => Buffer.from(s).toString('latin1') + '\n'), fc.constantFrom('\0\0\0\n', '\\.\n', '\r\n', 'a\rb\n', '\xff\xfe\n', '\n', line({ at: Date.UTC(2050, 0) }), line().replace('\n', '\r\n')));
    const folder = createFolder(DEFAULT_SETTINGS), dictionary = new Dictionary();
    fc.assert(fc.property(fc.array(any, { maxLength: 40 }), (lines) => {
      const f = dictionary.fold(folder, Buffer.from(lines.join(''), 'latin1'));
      expect(f.stored + f.quarantined + f.filtered).toBe(f.lines);
      expect([total(f.accounts.formats), total(f.accounts.quarantined), total(f.accounts.filtered)]).toEqual([f.stored, f.quarantined, f.filtered]);
      expect(f.calls + f.events).toBe(f.stored);
      for (const cube of [CALLS, ROUTES, TARGETS]) expect(sum(f, cube)).toBe(f.calls);
      expect(sum(f, FAILED)).toBe(f.failed);
      expect(sum(f, ATTEMPTS, (d) => d[3] === 0)).toBe(f.attempts);
      expect(f.notable.filter((n) => n.failure !== 0)).toHaveLength(f.failed);
      expect(JSON.stringify([f.notable, f.eventRows, f.quarantineRows])).not.toContain('\\u0000');
    }), { numRuns: 60 });
  });

  it('loses no call where a table of cells grows: law', () => {
    for (const n of [512, 513, 1025, 2049]) {
      const bytes = Buffer.from(Array.from({ length: n }, (_, i) => line({ status: 502, ua: `10.${i >> 8}.${i & 255}.1:80, 10.${i >> 8}.${i & 255}.2:80`, us: '502, 502', uct: '0.001, 0.001', uht: '0.1, 0.1', urt: '0.1, 0.1' })).join('')), names = new Dictionary(), folder = createFolder(DEFAULT_SETTINGS);
      const f = names.fold(folder, Buffer.from(bytes));
      for (const cube of [CALLS, ROUTES, TARGETS, FAILED]) expect([cube.name, sum(f, cube)]).toEqual([cube.name, n]);
      expect(sum(f, ATTEMPTS, (d) => d[3] === 0)).toBe(2 * n);
      expect([sum(f, EDGES, (d) => d[0] === 0), sum(f, EDGES, (d) => d[0] === 1)]).toEqual([2 * n, n]);
      expect(names.fold(folder, Buffer.from(bytes)).blocks).toEqual(f.blocks);
    }
  });
  it('chunks of a file merge to the cells of the whole', () => {
    const text = bench(2000), cut = text.indexOf('\n', text.length / 2) + 1, dictionary = new Dictionary(), folder = createFolder(DEFAULT_SETTINGS);
    const whole = dictionary.fold(folder, Buffer.from(text, 'latin1')), parts = [text.slice(0, cut), text.slice(cut)].map((t) => dictionary.fold(folder, Buffer.from(t, 'latin1')));
    for (const cube of CUBES) expect(mergeBlocks(cube, parts.map((p) => p.blocks.find((b) => b.cube === cube.id)!), 60)).toEqual(whole.blocks.find((b) => b.cube === cube.id));
  });

  it('redacts and masks in the very bytes that are stored, and reads them the same again', () => {
    const settings = { ...DEFAULT_SETTINGS, maskClients: true }, bytes = Buffer.from(line({ path: '/a/1?token=hunter2&x=1', client: '203.0.113.77', status: 504 }) + 'rubbish from 198.51.100.23 here\n');
    const dictionary = new Dictionary(), f = dictionary.fold(createFolder(settings), bytes);
    expect(bytes.toString()).toContain('/a/1?token=*******&x=1');
    expect(bytes.toString()).toContain('203.0.113.00');
    expect(bytes.toString()).toContain('ua="10.0.0.1:8080"');
    expect(f.quarantineRows[0].sample).toBe('rubbish from 198.51.100.00 here');
    expect(f.notable[0].client).toBe('203.0.113.00');
    expect(['203.0.113.00', '203.0.113.77'].map((ip) => mayContain(f.clients, ip, CLIENT_PLANES))).toEqual([true, false]);
    expect(dictionary.fold(createFolder(settings), Buffer.from(bytes))).toEqual(f);
  });

  it('quarantines by reason, keeps some rows and counts all', () => {
    const f = foldText('x\n'.repeat(500) + 'y'.repeat(300_000) + '\n' + line({ at: Date.UTC(1971, 0) }));
    expect(f.quarantined).toBe(502);
    expect(f.quarantineRows).toHaveLength(MAX_QUARANTINE_ROWS);
    expect(f.accounts.quarantined['line too long']).toBe(1);
    expect(f.accounts.quarantined['implausible timestamp']).toBe(1);
  });

  it('filters health checks where asked', () => {
    expect(foldText(line({ path: '/health' }) + line(), { healthPaths: ['/health'] })).toMatchObject({ stored: 1, filtered: 1, accounts: { filtered: { 'health check': 1 } } });
  });

  const word = (n: number): string => 'p' + [...String(n)].map((d) => 'abcdefghij'[+d]).join('');
  it('folds 100,000 routes that are all distinct with flat memory', () => {
    const folder = createFolder(DEFAULT_SETTINGS), dictionary = new Dictionary();
    const round = (k: number): void => {
      const text = Array.from({ length: 4000 }, (_, i) => line({ path: '/' + word(k * 4000 + i) + '/x' })).join(''), u = folder.fold(Buffer.from(text), 0);
      expect(u.routes.length).toBe(4000);
      folder.learn({ routes: u.routes.map((r) => [r, 9]), instances: u.instances.map((i) => [i.label, i.addr, dictionary.id(i.addr)]) });
      expect(rows(folder.finish(), ROUTES)).toHaveLength(1);
    };
    for (let k = 0; k < 5; k++) round(k);
    const before = process.memoryUsage();
    for (let k = 5; k < 25; k++) round(k);
    expect(process.memoryUsage().arrayBuffers - before.arrayBuffers).toBeLessThan(16 << 20);
  }, 60_000);

  it('names a million distinct paths with flat memory', () => {
    const names = new NameIds([]), d = new Draft(), before = process.memoryUsage().arrayBuffers;
    for (let k = 0; k < 100; k++) {
      names.start();
      for (let i = 0; i < 10_000; i++) {
        const b = Buffer.from('GET /' + word(k * 10_000 + i));
        d.reset(b); d.span(METHOD, 0, 3); d.span(PATH, 4, b.length);
        names.route(d, CALL);
      }
      names.learn({ routes: names.unknown().routes.map((r) => [r, 1]), instances: [] });
      expect(names.routes).toBeLessThan(20_002);
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 << 20);
  }, 60_000);

  it('refuses to finish without ids', () => {
    const folder = createFolder(DEFAULT_SETTINGS);
    folder.fold(Buffer.from(line()), 0);
    expect(() => folder.finish()).toThrow('no id');
  });
});

describe('ChunkReader', () => {
  const bytes = Buffer.from(line({ at: T + 2000 }) + 'x\n' + line({ at: T + 1000 }) + line({ at: T + 2000, path: '/b' }));
  it('shows calls in order, newest first, within a window, and stops when told', () => {
    const reader = new ChunkReader(DEFAULT_SETTINGS), seen: [number, number][] = [];
    reader.eachCall(bytes, null, (c) => { expect(c.verdict).toBe(CALL); seen.push([c.line, c.draft.at - T]); });
    expect(seen).toEqual([[0, 2000], [2, 1000], [3, 2000]]);
    const newest: string[] = [];
    reader.eachCallNewestFirst(bytes, null, (c) => { newest.push(`${c.line} ${c.route} ${c.addr}`); return newest.length < 2; });
    expect(newest).toEqual(['3 GET /b 10.0.0.1:8080', '0 GET /a/{id} 10.0.0.1:8080']);
    const inside: number[] = [];
    reader.eachCall(bytes, null, (c) => { inside.push(c.line); }, { fromMs: T, toMs: T + 2000 });
    expect(inside).toEqual([2]);
    const lines: number[] = [];
    reader.eachLine(bytes, null, (l) => { lines.push(l.offset); return false; });
    expect(lines).toEqual([0]);
  });
});
