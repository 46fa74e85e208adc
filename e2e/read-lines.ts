/** What a log's lines are to the parsers: the numbers that pages are held against. */
import { readFileSync } from 'node:fs';
import { CALL, EVENT, FILTERED, toRecord, type CallRecord } from '../lib/call';
import { LineReader } from '../lib/ingest/line-reader';
import { DEFAULT_SETTINGS, type ParseSettings } from '../lib/ingest/settings';

export type Read = { content: string; read: number; stored: number; quarantined: number; filtered: number; calls: CallRecord[] };

export function readLines(content: string, settings: Partial<ParseSettings> = {}): Read {
  const reader = new LineReader({ ...DEFAULT_SETTINGS, zone: 'UTC', ...settings }), sum: Read = { content, read: 0, stored: 0, quarantined: 0, filtered: 0, calls: [] };
  for (const line of content.trimEnd().split('\n')) {
    const bytes = Buffer.from(line), verdict = reader.read(bytes, 0, bytes.length);
    sum.read++;
    if (verdict === CALL || verdict === EVENT) sum.stored++; else if (verdict === FILTERED) sum.filtered++; else sum.quarantined++;
    if (verdict === CALL) sum.calls.push(toRecord(reader.draft));
  }
  return sum;
}

/** The sample that stands beside a built-in format. */
export const sampleOf = (id: string): string => readFileSync(`lib/formats/${id}.sample.log`, 'utf8');
