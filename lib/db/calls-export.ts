/** A list of calls as a file: exactly what is listed, up to a stated number, and it says when that cut it. */
import { stringify } from 'csv-stringify/sync';
import type { Viewer } from '../access/viewer';
import { CONFIDENCES, failureOf } from '../failure';
import type { CallFilter } from '../view/call-filter';
import type { CallRow } from '../view/call-row';
import { formatTime } from '../view/format-time';
import type { CallNames } from './calls-names';
import { searchCalls } from './calls-search';

export const EXPORT_MOST = 100_000;
const COLUMNS = ['time_utc', 'time_local', 'source', 'method', 'path', 'host', 'route', 'status', 'class', 'is_timeout', 'confidence', 'duration_ms', 'upstream', 'instance', 'attempts', 'failed_attempts', 'client', 'request_id', 'call'];

type Options = { format: 'csv' | 'json'; zone: string; slowest: boolean; signal: AbortSignal; most?: number };

/** Yields the file piece by piece. Log text that a spreadsheet would run as a formula is disarmed in CSV; JSON has it as it is. */
export async function* exportCalls(viewer: Viewer, f: CallFilter, names: CallNames, o: Options): AsyncGenerator<string> {
  const most = o.most ?? EXPORT_MOST, csv = o.format === 'csv';
  let written = 0, cut = false;
  yield csv ? COLUMNS.join(',') + '\n' : '{"calls":[';
  for await (const m of searchCalls(viewer, f, names, { limit: most, after: null, slowest: o.slowest, signal: o.signal })) {
    if (m.type === 'end') cut = m.cursor !== null;
    if (m.type !== 'calls') continue;
    const rows = m.rows.map((r) => flat(r, o.zone));
    yield csv ? stringify(rows, { columns: COLUMNS, escape_formulas: true, cast: { boolean: String } }) : (written ? ',' : '') + rows.map((r) => '\n' + JSON.stringify(r)).join(',');
    written += rows.length;
  }
  const note = `Cut after ${written} calls; the list goes on.`;
  yield csv ? (cut ? stringify([[note]]) : '') : `\n],"count":${written},"cut":${cut}}\n`;
}

const flat = (r: CallRow, zone: string) => ({
  time_utc: new Date(r.at).toISOString(), time_local: formatTime(r.at, zone, 'ms'), source: r.source, method: r.method, path: r.path, host: r.host, route: r.route,
  status: r.status || null, class: r.failure === 0 ? null : failureOf(r.failure).id, is_timeout: failureOf(r.failure).timeout, confidence: r.failure === 0 ? null : CONFIDENCES[r.confidence],
  duration_ms: r.durationMs, upstream: r.upstream, instance: r.instance, attempts: r.attempts, failed_attempts: r.failedAttempts, client: r.client, request_id: r.requestId, call: `${r.importId}-${r.offset}`,
});
