/** `npm run conformance [-- DIR]`: reads published lines of many gateways and compares with what is expected of each. I/O only; see lib/formats/conformance.ts. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { compare, LineReader, type Expectation } from '../lib/formats/conformance';
import { DEFAULT_SETTINGS } from '../lib/ingest/settings';

/** Share of lines that must be right in every key, and of failure classes. */
const FLOOR = 0.98;

/** Differences that no parser of single lines can avoid, each with its reason: printed as such, and not right either. */
const EXPLAINED: { key: string; format: string; is: (expected: unknown, got: unknown) => boolean; why: string }[] = [
  { key: 'timestamp_kind', format: 'nginx-combined', is: (expected, got) => expected === 'start' && got === 'end', why: 'a plain combined line does not say who wrote it; as nginx\'s its time is the end (choose Apache combined for the source)' },
  { key: 'host', format: 'aws-alb', is: (expected, got) => expected === `${String(got)}:80-` || expected === `${String(got)}:443-`, why: 'in "http://balancer:80-" the dash is the path that is missing, as the line\'s other dashes are; the host is the balancer\'s name' },
];

const out = (text: string): void => { process.stdout.write(text + '\n'); };
const share = (right: number, all: number): string => `${right} of ${all} (${all === 0 ? '–' : `${((100 * right) / all).toFixed(1)} %`})`;

/**
 * Every folder of `dir` holds sample.log and expected.json (an object for each line that is to be compared).
 * @param args one optional folder; else HANGTIME_CORPUS, else ../shared/formats/corpus beside the project.
 * @returns 0 when lines and classes meet the floor and every miss is explained or within it, or the lines are not there; 1 otherwise.
 */
export function runConformance(args: string[], root: string): number {
  const dir = args[0] ?? process.env.HANGTIME_CORPUS ?? path.join(root, '..', 'shared', 'formats', 'corpus');
  if (!existsSync(dir)) { out(`conformance: skipped, no lines at ${dir}`); return 0; }
  const all = { lines: 0, right: 0, classes: 0, classesRight: 0 };
  let failed = 0;
  for (const name of readdirSync(dir).sort()) {
    const sample = path.join(dir, name, 'sample.log');
    if (!existsSync(sample)) continue;
    const lines = readFileSync(sample, 'latin1').split('\n'), reader = new LineReader(DEFAULT_SETTINGS);
    const expected = new Map((JSON.parse(readFileSync(path.join(dir, name, 'expected.json'), 'utf8')) as Expectation[]).map((e) => [e.line, e]));
    let right = 0, explained = 0;
    // Every line is read, in order: a header may rule the lines after it.
    lines.forEach((line, i) => {
      const e = expected.get(i + 1);
      if (e === undefined && line.trim() === '') return;
      const read = reader.read(Buffer.from(line.replace(/\r$/, ''), 'latin1'));
      if (e === undefined) return;
      const found = compare(e, read?.record ?? null, read?.records), why = found.map((d) => EXPLAINED.find((x) => x.key === d.key && x.format === read?.record.format && x.is(d.expected, d.got))?.why);
      found.forEach((d, n) => out(`  ${name} line ${e.line}: ${d.key} expected ${JSON.stringify(d.expected)}, got ${JSON.stringify(d.got)}${why[n] ? `. Explained: ${why[n]}` : ''}`));
      if (found.length === 0) right++; else if (why.every(Boolean)) explained++;
      if (e.failure_class !== undefined) { all.classes++; if (!found.some((d) => d.key === 'failure_class' || d.key === 'format')) all.classesRight++; }
    });
    const ok = right + explained >= expected.size * FLOOR;
    if (!ok) failed++;
    all.lines += expected.size; all.right += right;
    out(`${ok ? 'ok  ' : 'FAIL'} ${name}: ${right} of ${expected.size} lines right${explained ? `, ${explained} explained` : ''}`);
  }
  const enough = all.right >= all.lines * FLOOR && all.classesRight >= all.classes * FLOOR;
  out(`${enough && failed === 0 ? 'ok  ' : 'FAIL'} all: lines ${share(all.right, all.lines)}, failure classes ${share(all.classesRight, all.classes)}`);
  return failed > 0 || !enough ? 1 : 0;
}
