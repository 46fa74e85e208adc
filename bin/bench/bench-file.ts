/** Writes the bench log to disk once and keeps it: the same lines and seed need no second writing. */
import { existsSync, mkdirSync, renameSync, statSync, writeSync, openSync, closeSync } from 'node:fs';
import path from 'node:path';
import { benchBytes } from '../../prisma/scenarios/bench-log';

const FROM = Date.UTC(2026, 2, 12);
/** 5 million calls a day, a busy site: the calls of a longer file are denser, never spread over more than that day. */
const DAY_MS = 86_400_000, CALLS_A_DAY = 5_000_000;

/** `wholeDay`: spread over one day however few the lines are, so that two files cover one range. */
export function benchFile(dir: string, lines: number, seed = 7, wholeDay = false): { file: string; bytes: number } {
  mkdirSync(dir, { recursive: true });
  const file = path.join(dir, `bench-${seed}-${lines}${wholeDay ? '-day' : ''}.log`);
  if (!existsSync(file)) {
    const fd = openSync(file + '.part', 'w');
    for (const piece of benchBytes({ seed, lines, from: FROM, to: FROM + DAY_MS * (wholeDay ? 1 : Math.min(1, lines / CALLS_A_DAY)) })) writeSync(fd, piece);
    closeSync(fd); renameSync(file + '.part', file);
  }
  return { file, bytes: statSync(file).size };
}
