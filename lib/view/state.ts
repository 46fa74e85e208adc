/**
 * The URL is the state. This file alone owns the parameter names: it reads them into a ViewState and writes them back.
 * Two people with one link see one picture.
 */
import { FAILURES, type FailurePhase } from '../failure';
import { NO_NAME } from './names';

export type SearchParams = Record<string, string | string[] | undefined>;

export type ViewState = {
  /** As typed: "now-2h", ISO 8601, epoch seconds or ms; null = the start or end of the data. */
  from: string | null; to: string | null;
  /** IANA zone in which times are shown and typed. */
  zone: string;
  /** Source ids; empty = all. */
  sources: number[];
  /** The import whose lines the calls stand in. */
  importId: number | null;
  /** Names, not ids: a link survives a new import. NO_NAME ("") = calls that have none. */
  route: string | null; upstream: string | null; instance: string | null;
  /** A class id, or "any" (every failure), "timeout" (every timeout), "other" (every failure but timeouts), "none" (calls that ended well). */
  failure: string | null;
  /** The phase in which a failed call died, by its class; implies a failure. */
  phase: FailurePhase | null;
  /** Calls by one of their attempts: upstream, instance, class and phase are then the attempt's, not the call's. */
  attempts: AttemptWord | null;
  /** 0 = the log has none. */
  status: number | null;
  minMs: number | null; maxMs: number | null;
  client: string | null; requestId: string | null; text: string | null;
  /** Order of a list of calls; null = newest first. Only views of failed calls have another. */
  sort: 'slowest' | null;
};

/**
 * "any": any attempt, not only the last one. "failed": those that failed, whatever became of the call. "hidden": failed attempts of calls
 * that ended well. "spoiled": failed attempts of calls that failed.
 */
export const ATTEMPT_WORDS = ['any', 'failed', 'hidden', 'spoiled'] as const;
export type AttemptWord = (typeof ATTEMPT_WORDS)[number];

export const EMPTY_VIEW: ViewState = { from: null, to: null, zone: 'UTC', sources: [], importId: null, route: null, upstream: null, instance: null, failure: null, phase: null, attempts: null, status: null, minMs: null, maxMs: null, client: null, requestId: null, text: null, sort: null };

const one = (p: SearchParams, key: string): string | null => { const v = p[key], s = Array.isArray(v) ? v[0] : v; return s === undefined || s.trim() === '' ? null : s.trim().slice(0, 500); };
/** What gateways write for "none". */
const DASH = '-', ONLY_DASHES = /^-+$/;
/** A name as a parameter has it: a dash for none; so a real name of nothing but dashes gets one more. */
export const nameParam = (name: string): string => (name === NO_NAME ? DASH : ONLY_DASHES.test(name) ? name + DASH : name);
/** Names are log text: not trimmed, and as long as two stored ones. */
function name(p: SearchParams, key: string): string | null {
  const v = p[key], s = (Array.isArray(v) ? v[0] : v)?.slice(0, 1300);
  return s === undefined || s === '' ? null : ONLY_DASHES.test(s) ? s.slice(1) : s;
}
const int = (s: string | null): number | null => (s !== null && /^\d{1,12}$/.test(s) ? Number(s) : null);
/** Ids are no larger in the database. */
const id = (s: string | null): number | null => { const n = int(s); return n !== null && n < 2 ** 31 ? n : null; };
/** Phases that a class can have, in the taxonomy's order. */
export const PHASES: readonly FailurePhase[] = [...new Set(FAILURES.slice(1).map((f) => f.phase))];
const FAILURE_WORDS = new Set(['any', 'timeout', 'other', 'none', ...FAILURES.slice(1).map((f) => f.id)]);

export function validZone(zone: string): boolean { try { new Intl.DateTimeFormat('en', { timeZone: zone }); return true; } catch { return false; } }

/** Reads search params. What cannot be read is dropped: a broken link still shows a page. */
export function parseView(p: SearchParams): ViewState {
  const zone = one(p, 'tz'), failure = one(p, 'failure'), phase = one(p, 'phase'), status = one(p, 'status') === DASH ? 0 : int(one(p, 'status'));
  return {
    from: one(p, 'from'), to: one(p, 'to'), zone: zone !== null && validZone(zone) ? zone : 'UTC',
    sources: (one(p, 'source') ?? '').split(',').map((s) => id(s)).filter((n): n is number => n !== null),
    importId: id(one(p, 'import')),
    route: name(p, 'route'), upstream: name(p, 'upstream'), instance: name(p, 'instance'),
    failure: failure !== null && FAILURE_WORDS.has(failure) ? failure : null,
    phase: PHASES.find((x) => x === phase) ?? null,
    attempts: ATTEMPT_WORDS.find((x) => x === one(p, 'attempts')) ?? null,
    status: status !== null && (status === 0 || (status >= 100 && status <= 599)) ? status : null,
    minMs: int(one(p, 'min')), maxMs: int(one(p, 'max')), client: one(p, 'client'), requestId: one(p, 'rid'), text: one(p, 'q'),
    sort: one(p, 'sort') === 'slowest' ? 'slowest' : null,
  };
}

/** The query string of a view, "" or starting with "?", parameters in a fixed order. */
export function viewQuery(v: ViewState): string {
  const q = new URLSearchParams();
  const put = (key: string, value: string | number | null): void => { if (value !== null && value !== '') q.set(key, String(value)); };
  put('from', v.from); put('to', v.to); if (v.zone !== 'UTC') put('tz', v.zone);
  put('source', v.sources.join(',')); put('import', v.importId);
  for (const key of ['route', 'upstream', 'instance'] as const) { const n = v[key]; put(key, n === null ? null : nameParam(n)); }
  put('failure', v.failure); put('phase', v.phase); put('attempts', v.attempts); put('status', v.status === 0 ? DASH : v.status);
  put('min', v.minMs); put('max', v.maxMs); put('client', v.client); put('rid', v.requestId); put('q', v.text); put('sort', v.sort);
  const s = q.toString();
  return s === '' ? '' : '?' + s;
}

/** A link to `path` with some of the view changed. */
export const viewHref = (path: string, v: ViewState, change: Partial<ViewState> = {}): string => path + viewQuery({ ...v, ...change });
