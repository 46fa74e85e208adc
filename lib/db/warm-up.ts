/**
 * A parser thread's first chunks cost three times what later ones do, since V8 compiles what they run through while it runs: a file of some
 * hundred thousand lines waits longer for that than for its reading. So a thread that has nothing to do yet reads made-up lines first.
 */
import { createHash } from 'node:crypto';
import { createFolder } from '../ingest/fold';
import { DEFAULT_SETTINGS } from '../ingest/settings';
import { packChunk } from './chunk-bytes';
import { mergeRows } from './merge-rows';
import { ChunkRows } from './store-rows';

/** So many chunks of so many lines, some 20 ms each at first, 2 at last: that long a job waits at most. */
const CHUNKS = 240, LINES = 250;
const TARGET = { importId: 0, workspaceId: 0, sourceId: 0, settingsVersion: 0, generation: 0 };

/** Yields between chunks. What it made is dropped; nothing of it reaches a later fold. */
export function* warmUp(): Generator<void> {
  const folder = createFolder(DEFAULT_SETTINGS), rows = new ChunkRows(), ids = new Map<string, number>(), idOf = (name: string): number => { const id = ids.get(name) ?? ids.size + 1; ids.set(name, id); return id; };
  for (let n = 0; n < CHUNKS; n++) {
    const bytes = madeUp(n), hash = new Uint8Array(createHash('sha256').update(bytes).digest()), unknown = folder.fold(bytes, 0), data = packChunk(bytes);
    folder.learn({ routes: unknown.routes.map((r) => [r, idOf(r)]), instances: unknown.instances.map(({ label, addr }) => [label, addr, idOf(label + ' ' + addr)]) });
    const folded = folder.finish();
    rows.encode(TARGET, { id: 0, owner: 0, offset: 0, length: bytes.length, hash, data, folded });
    if (n % 24 === 23) for (const { cube, counts, hist } of folded.blocks) mergeRows({ cube, level: 0, owner: TARGET, blocks: [{ counts, hist }, { counts, hist }] });
    yield;
  }
}

/** Lines of the two gateways that are met most, with retries, timeouts and slow calls. */
export function madeUp(chunk: number): Buffer {
  const line = chunk % 4 === 3 ? haproxy : nginx, lines: string[] = [];
  let x = chunk + 1;
  const random = (below: number): number => { x = (Math.imul(x, 1664525) + 1013904223) >>> 0; return Math.floor((x / 4294967296) * below); };
  for (let i = 0; i < LINES; i++) lines.push(line(chunk * 3 + i / 90, random));
  return Buffer.from(lines.join('\n') + '\n');
}
type Random = (below: number) => number;
const two = (n: number): string => String(Math.floor(n)).padStart(2, '0'), clock = (second: number): string => `${two(second / 3600)}:${two((second / 60) % 60)}:${two(second % 60)}`;
const hex = (random: Random): string => Array.from({ length: 4 }, () => random(4294967296).toString(16).padStart(8, '0')).join('');
const path = (random: Random): string => `/api/v1/${['orders', 'users', 'carts', 'search'][random(4)]}/${random(1e6)}${random(3) ? '' : '/items'}?page=${random(20)}`;

function nginx(second: number, random: Random): string {
  const ms = random(50) ? random(900) : 60_000, failed = ms === 60_000, s = (ms / 1000).toFixed(3), first = `10.9.0.${random(12)}:8080`, again = random(40) === 0, list = (a: string, b: string): string => (again ? `${a}, ${b}` : b);
  return `10.8.${random(64)}.${random(250)} - - [02/Jan/2026:${clock(second)} +0000] "${random(5) ? 'GET' : 'POST'} ${path(random)} HTTP/1.1" ${failed ? 504 : 200} ${random(30_000)} "-" "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/${100 + random(40)}.0" rt=${s} uct="${list('0.001', '0.000')}" uht="${list('-', failed ? '-' : s)}" urt="${list('0.001', s)}" ua="${list('10.9.1.1:8080', first)}" us="${list('502', failed ? '504' : '200')}" rid="${hex(random)}"`;
}
function haproxy(second: number, random: Random): string {
  const ms = random(50) ? random(900) : 60_000, failed = ms === 60_000;
  return `Jan  2 ${clock(second)} lb haproxy[71]: 10.8.${random(64)}.${random(250)}:${20_000 + random(9000)} [02/Jan/2026:${clock(second)}.${String(random(1000)).padStart(3, '0')}] web~ app/app${random(6)} 0/0/1/${failed ? -1 : ms}/${ms + 1} ${failed ? 504 : 200} ${random(30_000)} - - ${failed ? 'sH--' : '----'} ${random(90)}/9/3/1/${random(40) ? 0 : '+1'} 0/0 "GET ${path(random)} HTTP/1.1"`;
}
