/** Parse alone, one core: the way a parser thread does it (recognise, parse, classify), against one regular expression a line. */
import { readFileSync } from 'node:fs';
import { CALL, Draft } from '../../lib/call';
import { Detector } from '../../lib/formats/detect';
import { DEFAULT_SETTINGS } from '../../lib/ingest/settings';
import { benchFile } from './bench-file';
import { grouped, medianSeconds, report } from './measure';
import { parseByRegex } from './regex-parser';

const LINES = 300_000;

export async function benchParse(dir: string): Promise<void> {
  const bytes = readFileSync(benchFile(dir, LINES).file);
  const regex = await medianSeconds(() => {
    let n = 0;
    for (const line of bytes.toString('latin1').split('\n')) { const c = parseByRegex(line); if (c && !Number.isNaN(c.at) && c.attempts.length > 0) n++; }
    if (n !== LINES) throw new Error(`the regex parser read ${n} of ${LINES} lines`);
  });
  const draft = new Draft();
  const ours = await medianSeconds(() => {
    const detector = new Detector(DEFAULT_SETTINGS);
    let n = 0;
    for (let from = 0; from < bytes.length; ) {
      const to = bytes.indexOf(10, from), format = detector.pick(bytes, from, to);
      draft.reset(bytes);
      if (format && format.parse(bytes, from, to, draft, DEFAULT_SETTINGS) === CALL) { format.classify(draft, DEFAULT_SETTINGS); n++; }
      from = to + 1;
    }
    if (n !== LINES) throw new Error(`read ${n} of ${LINES} lines`);
  });
  report('parse, one core', `${grouped(LINES / ours)} lines/s`, `regex a line: ${grouped(LINES / regex)} lines/s`, '≥ 8×, ≥ 800,000 lines/s', regex / ours >= 8 && LINES / ours >= 800_000);
  console.log(`    ratio ${(regex / ours).toFixed(1)}×`);
}
