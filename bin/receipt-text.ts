/** What became of a file's lines, for people and for programs. */
import { formatBytes } from '../lib/view/format-bytes';
import { formatSpan } from '../lib/view/format-duration';
import { formatCount, formatShare, plural } from '../lib/view/format-number';
import { formatRange } from '../lib/view/format-time';
import type { Receipt } from '../lib/view/receipt';
import { visibleText } from '../lib/view/visible-text';

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** One object a file. `bytes` are those of the file; the counts read to filtered are lines. */
export function receiptJson(file: string, r: Receipt) {
  return {
    file, import: r.id, bytes: r.sizeBytes, read: r.lines, stored: r.stored, quarantined: r.quarantined, filtered: r.filtered, formats: Object.fromEntries(r.byFormat.map(({ id, lines }) => [id, lines])),
    from: iso(r.fromAt), to: iso(r.toAt), calls: r.calls, attempts: r.attempts, failed: r.failed, timeouts: r.timeouts, state: r.state, message: r.message, same_as: r.sameAs,
  };
}

/** Log text is hostile on a terminal too: what comes from the file has its control characters made visible. */
export function receiptText(file: string, r: Receipt): string {
  const lines = [`${file}: ${r.state === 'done' ? `import ${r.id} of source "${r.source.name}"` : r.state}${r.message ? ` – ${r.message}` : ''}`];
  const add = (label: string, text: string) => lines.push(`  ${label.padEnd(13)}${text}`);
  add('read', `${plural(r.lines, 'line')}, ${formatBytes(r.sizeBytes)}`);
  add('stored', `${formatCount(r.stored)}${r.byFormat.length ? ` (${r.byFormat.map(({ title, lines: n }) => `${title}: ${formatCount(n)}`).join(', ')})` : ''}`);
  add('filtered', formatCount(r.filtered) + reasons(r.filteredBy));
  add('quarantined', formatCount(r.quarantined) + reasons(r.quarantinedBy));
  for (const { line, reason, sample } of r.samples.slice(0, 5)) add('', `line ${line}: ${reason}: ${visibleText(sample).slice(0, 100)}`);
  if (r.fromAt !== null && r.toAt !== null) add('time', `${formatRange(r.fromAt, r.toAt, 'UTC')} UTC`);
  add('calls', `${formatCount(r.calls)}, ${plural(r.attempts, 'attempt')}, ${formatCount(r.failed)} failed${r.calls ? ` (${formatShare(r.failed / r.calls)})` : ''}, ${plural(r.timeouts, 'timeout')}`);
  const { ahead, jumps } = r.clock, span = (ms: number) => formatSpan(Math.round(ms / 1000));
  if (ahead) add('future', `${plural(ahead.calls, 'call')} later than the clock of this machine, by up to ${span(ahead.byMs)}: ${r.zoneAssumed === null ? 'the clock of the gateway was ahead' : `is ${r.zoneAssumed} the gateway's zone? See --zone`}`);
  for (const j of jumps.slice(0, 3)) add('back in time', `about line ${formatCount(j.line)}: by ${span(j.fromMs - j.toMs)}`);
  for (const note of r.notes) add('note', note);
  return `${lines.join('\n')}\n`;
}

const reasons = (by: Receipt['filteredBy']): string => (by.length ? ` (${by.map(({ reason, lines }) => `${reason}: ${formatCount(lines)}`).join(', ')})` : '');
