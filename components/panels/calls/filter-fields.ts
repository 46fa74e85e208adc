/** The filters of a list of calls by the names that people read. One list for the form and the empty state. */
import { failureOf, failureCode, FAILURES } from '@/lib/failure';
import { formatDuration } from '@/lib/view/format-duration';
import type { ViewState } from '@/lib/view/state';

export type FilterKey = 'failure' | 'phase' | 'route' | 'upstream' | 'instance' | 'status' | 'minMs' | 'maxMs' | 'client' | 'requestId' | 'text';
export type Chip = { key: FilterKey; label: string; value: string };

export const FILTER_KEYS: readonly FilterKey[] = ['failure', 'phase', 'route', 'upstream', 'instance', 'status', 'minMs', 'maxMs', 'client', 'requestId', 'text'];
export const NO_FILTERS = Object.fromEntries(FILTER_KEYS.map((k) => [k, null])) as Pick<ViewState, FilterKey>;

const LABELS: Record<FilterKey, string> = {
  failure: 'Outcome', phase: 'Phase', route: 'Route', upstream: 'Upstream', instance: 'Instance', status: 'Status', minMs: 'At least', maxMs: 'At most', client: 'Client', requestId: 'Request id', text: 'Text',
};
export const CLASS_WORDS = { any: 'Any failure', timeout: 'Any timeout', none: 'Ended well' } as const;

export const classTitle = (failure: string): string => (failure in CLASS_WORDS ? CLASS_WORDS[failure as keyof typeof CLASS_WORDS] : failureOf(failureCode(failure)).title);

/** Classes as a select shows them: timeouts, then the other failures. */
export const CLASS_GROUPS = [
  { label: 'Timeouts', classes: FAILURES.filter((f) => f.timeout) },
  { label: 'Other failures', classes: FAILURES.filter((f, code) => code !== 0 && !f.timeout) },
];

/** What is set, in a fixed order. */
export function chipsOf(view: ViewState): Chip[] {
  return FILTER_KEYS.filter((key) => view[key] !== null).map((key) => {
    const v = view[key]!;
    return { key, label: LABELS[key], value: key === 'failure' ? classTitle(String(v)) : key === 'minMs' || key === 'maxMs' ? formatDuration(Number(v)) : String(v) };
  });
}
