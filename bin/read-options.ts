/** The options by which `import` and `parse` read files. */
import { parseArgs } from 'node:util';
import { compileLayout } from '../lib/formats/layout';
import { isZone } from '../lib/formats/zone';
import { FORMATS, formatOf } from '../lib/formats/registry';
import { UsageError } from './usage-error';

export type ReadOptions = {
  files: string[];
  source: string | undefined; zone: string | undefined; format: string | undefined; logFormats: string[];
  /** Share of lines, 0 to 1, that may be quarantined before the exit code is 3. */
  maxQuarantined: number;
  json: boolean; ndjson: boolean;
};

const OPTIONS = {
  source: { type: 'string' }, zone: { type: 'string' }, format: { type: 'string' }, 'log-format': { type: 'string', multiple: true },
  'max-quarantined': { type: 'string', default: '5' }, json: { type: 'boolean', default: false }, ndjson: { type: 'boolean', default: false },
} as const;

/** Throws UsageError for what makes no sense, before anything is started. */
export function readOptions(args: string[]): ReadOptions {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  const { source, zone, format } = values, logFormats = values['log-format'] ?? [];
  if (positionals.length === 0) throw new UsageError('Which file? Name one or more, or "-" for standard input.');
  if (positionals.filter((name) => name === '-').length > 1) throw new UsageError('Standard input ("-") can be read once only.');
  if (zone !== undefined && !isZone(zone)) throw new UsageError(`--zone ${zone} is not a known time zone. Use a name such as UTC or Europe/Berlin.`);
  if (source !== undefined && source.trim() === '') throw new UsageError('--source needs a name.');
  const named: (string | null)[] = [];
  for (const text of logFormats) {
    const made = compileLayout(text);
    if (!made.ok) throw new UsageError(`--log-format: ${made.message} (at character ${made.at + 1})`);
    named.push(made.format.id);
  }
  if (format !== undefined && formatOf(format) === null && !named.includes(format)) throw new UsageError(`--format ${format} is not a known format. Known: ${FORMATS.map(({ id }) => id).join(', ')}.`);
  const percent = Number(values['max-quarantined'].replace(/%$/, ''));
  if (!(percent >= 0 && percent <= 100) || values['max-quarantined'].trim() === '') throw new UsageError(`--max-quarantined must be a percentage from 0 to 100, not "${values['max-quarantined']}".`);
  return { files: positionals, source, zone, format, logFormats, maxQuarantined: percent / 100, json: values.json, ndjson: values.ndjson };
}
