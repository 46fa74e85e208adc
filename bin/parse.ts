/** `hangtime parse`: log lines to JSON lines, without a database. What it prints of a line is what an import would make of it. */
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { CALL, EVENT, FILTERED, REJECTED, toRecord, type CallRecord } from '../lib/call';
import { chunksOf } from '../lib/db/ingest-ledger';
import { SourceBytes } from '../lib/db/source-bytes';
import { Decoder } from '../lib/ingest/decode';
import { LineReader, lineEnd, trimEnd } from '../lib/ingest/line-reader';
import { redact } from '../lib/ingest/redact';
import { DEFAULT_SETTINGS, type ParseSettings } from '../lib/ingest/settings';
import type { RawChunk } from '../lib/ingest/split';
import type { ReadOptions } from './read-options';
import { UsageError } from './usage-error';

export type ParsedLine = CallRecord & { line: number; file: string };
type Sums = { lines: number; quarantined: number };

/** Returns the exit code. */
export async function runParse(options: ReadOptions): Promise<number> {
  if (!options.ndjson) throw new UsageError('parse prints JSON lines only: say parse --ndjson FILE…');
  if (options.source !== undefined || options.json) throw new UsageError('--source and --json belong to import; parse has no database.');
  const settings: ParseSettings = { ...DEFAULT_SETTINGS, zone: options.zone ?? DEFAULT_SETTINGS.zone, format: options.format ?? null, logFormats: options.logFormats };
  const sums: Sums = { lines: 0, quarantined: 0 };
  let failed = false;
  for (const file of options.files) {
    try {
      await parseFile(file, settings, sums);
    } catch (error) {
      failed = true;
      process.stderr.write(`${file}: ${(error as Error).message}\n`);
    }
  }
  if (failed) return 1;
  return sums.quarantined > sums.lines * options.maxQuarantined ? 3 : 0;
}

async function parseFile(file: string, settings: ParseSettings, sums: Sums): Promise<void> {
  if (file !== '-' && !existsSync(file)) throw new Error('no such file');
  if (file !== '-' && statSync(file).isDirectory()) throw new Error('is a folder, not a file');
  const source = new SourceBytes(file === '-' ? process.stdin : file), decoder = new Decoder(), reader = new LineReader(settings);
  let line = 0;
  for await (const { chunk } of chunksOf(source, decoder)) {
    redact(chunk.bytes, settings);
    const { records, complaints, lines } = readChunk(chunk, reader, file, line);
    line += lines;
    sums.lines += lines;
    sums.quarantined += complaints.length;
    if (complaints.length) process.stderr.write(complaints.join(''));
    if (records.length && !process.stdout.write(records.join(''))) await once(process.stdout, 'drain');
  }
  if (decoder.refused !== null) throw new Error(`This file is ${decoder.refused}.`);
  if (source.problem) throw new Error(source.problem.message);
}

/** A chunk's lines as texts for stdout and stderr. Every chunk is recognised anew, as in an import. */
function readChunk(chunk: RawChunk, reader: LineReader, file: string, before: number): { records: string[]; complaints: string[]; lines: number } {
  const records: string[] = [], complaints: string[] = [], { bytes } = chunk;
  let lines = 0;
  reader.restart(chunk.preamble);
  for (let from = 0; from < bytes.length;) {
    const newline = lineEnd(bytes, from), to = trimEnd(bytes, from, newline), line = before + ++lines;
    const verdict = reader.read(bytes, from, to);
    if (verdict === CALL || verdict === EVENT) records.push(text({ ...toRecord(reader.draft), line, file }));
    // A line that is known but no request (a notice, a health check) is a record too; a blank one is nothing.
    else if (verdict === FILTERED && reader.format !== null) records.push(text({ ...toRecord(reader.draft), is_request: false, line, file }));
    else if (verdict === REJECTED) complaints.push(`${file}:${line}: ${reader.reason}\n`);
    from = newline + 1;
  }
  return { records, complaints, lines };
}

const text = (record: ParsedLine): string => `${JSON.stringify(record)}\n`;
