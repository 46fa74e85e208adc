/**
 * Every format on its own sample, repeated with other numbers each time (vary.ts): lines a second on one core, from bytes to a classified
 * call. Each in a process of its own, as a parser thread sees one format as a rule. Floors: JSON.parse of each line, or split at blanks, and
 * nothing else. Beside them the rate of the very same lines again and again, where whole objects may be known already.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { REJECTED } from '../../lib/call';
import { FORMATS } from '../../lib/formats/registry';
import { LineReader, lineEnd } from '../../lib/ingest/line-reader';
import { DEFAULT_SETTINGS } from '../../lib/ingest/settings';
import { RUNS, grouped, medianSeconds, report } from './measure';
import { vary } from './vary';

const BYTES = 24 << 20, TEXT_GOAL = 400_000, JSON_GOAL = 250_000;
type Measured = { lines: number; rate: number; again: number; floor: number; json: boolean; bytes: number };

export async function benchFormats(_dir: string, root: string): Promise<void> {
  for (const { id, title } of FORMATS) {
    const run = spawnSync(process.execPath, [path.join(root, 'bin', 'bench.mjs'), '--format', id], { encoding: 'utf8', env: { ...process.env, BENCH_RUNS: String(Math.min(RUNS, 3)) } });
    if (run.status !== 0) throw new Error(`${id}: ${run.stderr || run.stdout}`);
    const m = JSON.parse(run.stdout.trim().split('\n').at(-1)!) as Measured, goal = m.json ? JSON_GOAL : TEXT_GOAL;
    report(title, `${grouped(m.rate)} lines/s`, `${m.json ? 'JSON.parse' : 'split'}: ${grouped(m.floor)}, ${m.bytes} B a line, again: ${grouped(m.again)}`, `≥ ${grouped(goal)} lines/s`, m.rate >= goal);
  }
}

/** One format, in this process; prints a Measured. */
export async function benchOneFormat(id: string, root: string): Promise<void> {
  const sample = readFileSync(path.join(root, 'lib', 'formats', `${id}.sample.log`), 'utf8'), unit = sample.endsWith('\n') ? sample : `${sample}\n`, times = Math.ceil(BYTES / Buffer.byteLength(unit));
  const varied = Buffer.concat(Array.from({ length: times }, (_, i) => Buffer.from(vary(unit, i)))), same = Buffer.concat(new Array<Buffer>(times).fill(Buffer.from(unit))), reader = new LineReader(DEFAULT_SETTINGS);
  let lines = 0;
  const read = (bytes: Buffer): void => {
    let rejected = 0;
    lines = 0;
    reader.restart();
    for (let from = 0; from < bytes.length; lines++) {
      const to = lineEnd(bytes, from);
      if (reader.read(bytes, from, to) === REJECTED) rejected++;
      from = to + 1;
    }
    if (rejected > lines / 2) throw new Error(`${rejected} of ${lines} lines were not read`);
  };
  read(varied);
  const rate = lines / (await medianSeconds(() => read(varied))), again = lines / (await medianSeconds(() => read(same)));
  const texts = unit.trim().split('\n'), json = texts.filter((t) => t.startsWith('{')).length > texts.length / 2, each = Math.ceil(lines / texts.length);
  const floor = await medianSeconds(() => { for (let i = 0; i < each; i++) for (const t of texts) { if (!json) t.split(' '); else try { JSON.parse(t); } catch { /* a line that is cut on purpose */ } } });
  console.log(JSON.stringify({ lines, rate, again, floor: (each * texts.length) / floor, json, bytes: Math.round(varied.length / lines) } satisfies Measured));
}
