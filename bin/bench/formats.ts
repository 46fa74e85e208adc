/**
 * Every format on its own sample, repeated: lines a second on one core, from bytes to a classified call. Each in a process of its own, as a
 * parser thread sees one format as a rule. Floors: JSON.parse of each line, or split at blanks, and nothing else.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { REJECTED } from '../../lib/call';
import { FORMATS } from '../../lib/formats/registry';
import { LineReader, lineEnd } from '../../lib/ingest/line-reader';
import { DEFAULT_SETTINGS } from '../../lib/ingest/settings';
import { RUNS, grouped, median, medianSeconds, report } from './measure';

const BYTES = 24 << 20, TEXT_GOAL = 400_000, JSON_GOAL = 250_000;
type Measured = { lines: number; rate: number; floor: number; json: boolean; bytes: number };

export async function benchFormats(_dir: string, root: string): Promise<void> {
  for (const { id, title } of FORMATS) {
    const run = spawnSync(process.execPath, [path.join(root, 'bin', 'bench.mjs'), '--format', id], { encoding: 'utf8', env: { ...process.env, BENCH_RUNS: String(Math.min(RUNS, 3)) } });
    if (run.status !== 0) throw new Error(`${id}: ${run.stderr || run.stdout}`);
    const m = JSON.parse(run.stdout.trim().split('\n').at(-1)!) as Measured, goal = m.json ? JSON_GOAL : TEXT_GOAL;
    report(title, `${grouped(m.rate)} lines/s`, `${m.json ? 'JSON.parse' : 'split'}: ${grouped(m.floor)}, ${m.bytes} B a line`, `≥ ${grouped(goal)} lines/s`, m.rate >= goal);
  }
}

/** One format, in this process; prints a Measured. */
export async function benchOneFormat(id: string, root: string): Promise<void> {
  const sample = readFileSync(path.join(root, 'lib', 'formats', `${id}.sample.log`)), unit = sample.at(-1) === 10 ? sample : Buffer.concat([sample, Buffer.from('\n')]);
  const bytes = Buffer.concat(Array.from({ length: Math.ceil(BYTES / unit.length) }, () => unit)), reader = new LineReader(DEFAULT_SETTINGS), all: number[] = [];
  let lines = 0;
  const read = (): void => {
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
  read();
  all.push(await medianSeconds(read));
  const texts = unit.toString('utf8').trim().split('\n'), json = texts.filter((t) => t.startsWith('{')).length > texts.length / 2, each = Math.ceil(lines / texts.length);
  const floor = await medianSeconds(() => { for (let i = 0; i < each; i++) for (const t of texts) { if (!json) t.split(' '); else try { JSON.parse(t); } catch { /* a line that is cut on purpose */ } } });
  console.log(JSON.stringify({ lines, rate: lines / median(all), floor: (each * texts.length) / floor, json, bytes: Math.round(bytes.length / lines) } satisfies Measured));
}
