/** Reads a gateway's log as an import does: prefix peeled, format recognised, parsed, classified. */
import type { CallRecord } from '../../lib/call';
import { LineReader } from '../../lib/formats/conformance';
import { DEFAULT_SETTINGS, type ParseSettings } from '../../lib/ingest/settings';

export type ReadLine = { text: string; record: CallRecord; verdict: string; reason: string };

/** Every line, in order. Throws on a line that no format claims: a gateway wrote it, so it must be read. */
export function readLog(text: string, settings: Partial<ParseSettings> = {}): ReadLine[] {
  const reader = new LineReader({ ...DEFAULT_SETTINGS, ...settings }), read: ReadLine[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const r = reader.read(Buffer.from(line, 'latin1'));
    if (r === null || r.verdict === 'rejected') throw new Error(`${r === null ? 'no format claims' : `rejected (${r.reason})`}: ${line}`);
    read.push({ text: line, ...r });
  }
  return read;
}
