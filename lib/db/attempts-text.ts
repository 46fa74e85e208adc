/**
 * Attempts of a notable call as short text: attempts apart by ";", their fields by ",": instance, status, connect, first byte, total, group,
 * failure, and, where an error line decided otherwise, what the line itself says. Missing is empty. Addresses are those of the instances.
 */
import type { AttemptRow } from '../ingest/folded';

/** `lineFailure` is what the line says where an error line says otherwise. */
export type StoredAttempt = AttemptRow & { lineFailure?: number };

// Every digit: a correction must take back the very value that was counted.
const text = (n: number | null): string => (n === null ? '' : String(n));
const number = (t: string | undefined): number | null => (t === undefined || t === '' ? null : Number(t));

export function attemptsText(attempts: readonly StoredAttempt[]): string | null {
  if (attempts.length === 0) return null;
  return attempts.map((a) => `${a.instance},${text(a.status)},${text(a.connectMs)},${text(a.firstByteMs)},${text(a.totalMs)},${a.group},${a.failure}${a.lineFailure === undefined ? '' : `,${a.lineFailure}`}`).join(';');
}

export function attemptsOf(stored: string | null): StoredAttempt[] {
  if (stored === null || stored === '') return [];
  return stored.split(';').map((one) => {
    const [instance, status, connect, first, total, group, failure, line] = one.split(',');
    return {
      instance: Number(instance), addr: null, status: number(status), connectMs: number(connect), firstByteMs: number(first), totalMs: number(total), group: Number(group), failure: Number(failure),
      ...(line === undefined ? {} : { lineFailure: Number(line) }),
    };
  });
}
