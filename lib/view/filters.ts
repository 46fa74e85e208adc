/** The filters of a view by the names that people read: one list for chips, the form, the empty state and the notes under panels. */
import { failureOf, failureCode, FAILURES } from '../failure';
import { formatDuration } from './format-duration';
import { NO_NAME } from './names';
import type { AttemptWord, ViewState } from './state';

export type FilterKey = 'importId' | 'attempts' | 'failure' | 'phase' | 'route' | 'upstream' | 'instance' | 'status' | 'minMs' | 'maxMs' | 'client' | 'requestId' | 'text';
/** `none`: the value is the absence itself, not something that is called "none". */
export type Chip = { key: FilterKey; label: string; value: string; none: boolean };

export const FILTER_KEYS: readonly FilterKey[] = ['importId', 'attempts', 'failure', 'phase', 'route', 'upstream', 'instance', 'status', 'minMs', 'maxMs', 'client', 'requestId', 'text'];
export const NO_FILTERS = Object.fromEntries(FILTER_KEYS.map((k) => [k, null])) as Pick<ViewState, FilterKey>;

const LABELS: Record<FilterKey, string> = {
  importId: 'Import', attempts: 'Attempts', failure: 'Outcome', phase: 'Phase', route: 'Route', upstream: 'Upstream', instance: 'Instance', status: 'Status', minMs: 'At least', maxMs: 'At most', client: 'Client', requestId: 'Request id', text: 'Text',
};
export const CLASS_WORDS = { any: 'Any failure', timeout: 'Any timeout', other: 'Any failure but timeouts', none: 'Ended well' } as const;
export const ATTEMPT_TITLES: Record<AttemptWord, string> = { any: 'Every attempt', failed: 'Failed', hidden: 'Hidden by a retry', spoiled: 'Failed with the call' };
/** How none is shown, and what is typed for it. */
export const NONE = 'none';

export const classTitle = (failure: string): string => (failure in CLASS_WORDS ? CLASS_WORDS[failure as keyof typeof CLASS_WORDS] : failureOf(failureCode(failure)).title);

/** Classes as a select shows them: timeouts, then the other failures. */
export const CLASS_GROUPS = [
  { label: 'Timeouts', classes: FAILURES.filter((f) => f.timeout) },
  { label: 'Other failures', classes: FAILURES.filter((f, code) => code !== 0 && !f.timeout) },
];

/** What is set, in a fixed order. */
export function chipsOf(view: ViewState): Chip[] {
  return FILTER_KEYS.filter((key) => view[key] !== null).map((key) => {
    const v = view[key]!, none = v === NO_NAME || (key === 'status' && v === 0);
    return { key, label: LABELS[key], none, value: none ? NONE : key === 'attempts' ? ATTEMPT_TITLES[v as AttemptWord] : key === 'failure' ? classTitle(String(v)) : key === 'minMs' || key === 'maxMs' ? formatDuration(Number(v)) : String(v) };
  });
}

/** The filters that are set, as words for "not filtered by …"; `but` names those that a panel heeds. */
export const filtersBut = (view: ViewState, ...but: FilterKey[]): string[] => [...new Set(chipsOf(view).filter((c) => !but.includes(c.key)).map((c) => (c.key === 'minMs' || c.key === 'maxMs' ? 'duration' : c.label.toLowerCase())))];

/** The class that stands for a part of what a view counts ("timeout" of its failures): the view's own class where it is narrower than "any failure". */
export const partOf = (failure: string | null, part: string): string => (failure === null || failure === 'any' ? part : failure);
