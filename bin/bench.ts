/**
 * `npm run bench [-- parse formats ingest panels web]`: how fast, as ratios against floors measured in the same run. Prints; judges only in print.
 * BENCH_RUNS (5), BENCH_LINES (2,000,000: ingest), BENCH_CALLS (20,000,000: panels), BENCH_DIR (where the files go),
 * BENCH_KEEP (set: the databases of panels stay, and are used again).
 */
import { mkdirSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { benchFormats, benchOneFormat } from './bench/formats';
import { benchIngest } from './bench/ingest';
import { RUNS, missed, summary } from './bench/measure';
import { benchPanels } from './bench/panels';
import { benchParse } from './bench/parse';
import { benchWeb } from './bench/web';

const PARTS = { parse: benchParse, formats: benchFormats, ingest: benchIngest, panels: benchPanels, web: benchWeb };

export async function main(args: string[], root: string): Promise<void> {
  if (args[0] === '--format') { await benchOneFormat(args[1], root); process.exit(0); }
  const chosen = (args.length > 0 ? args : Object.keys(PARTS)) as (keyof typeof PARTS)[], unknown = chosen.filter((p) => !(p in PARTS));
  if (unknown.length > 0) { console.error(`No such part: ${unknown.join(', ')}. Parts: ${Object.keys(PARTS).join(', ')}.`); process.exit(2); }
  const dir = process.env.BENCH_DIR ?? path.join(tmpdir(), 'hangtime-bench');
  mkdirSync(dir, { recursive: true });
  console.log(`Node ${process.versions.node}, ${cpus().length} × ${cpus()[0].model}, medians of ${RUNS}, files in ${dir}\n`);
  for (const part of chosen) { console.log(`— ${part}`); await PARTS[part](dir, root); }
  console.log(`\n${summary()}\n\n${missed() === 0 ? 'Every goal reached.' : `${missed()} goals missed (✗).`}`);
  process.exit(0);
}
