import type { Ask } from '@/lib/db/ask';
import { readFailureKinds } from '@/lib/db/failure-kinds';
import { Frame, FrameEmpty } from '@/components/panels/frame';
import { NumberLink } from '@/components/panels/number-link';
import { PlainTable } from '@/components/table/plain-table';
import { FailureBadge } from '@/components/ui/failure-badge';
import { SafeText } from '@/components/ui/safe-text';
import { failureOf } from '@/lib/failure';
import { plural } from '@/lib/view/format-number';
import { NO_NAME } from '@/lib/view/names';
import { filtersBut } from '@/lib/view/filters';
import { viewQuery, type AttemptWord } from '@/lib/view/state';
import { bareCallsHref, freeze } from '@/lib/view/time';
import { ignoredNote } from '../ask-props';

const SHOWN = 12;

/** What failed at one upstream and how: calls by class, route and status. */
export async function UpstreamFailuresPanel({ ask, upstream }: { ask: Ask; upstream: string }) {
  const { calls } = await readFailureKinds(ask, upstream), view = freeze({ ...ask.view, upstream }, ask.time), shown = calls.slice(0, SHOWN), total = calls.reduce((n, k) => n + k.calls, 0), ignored = ignoredNote(filtersBut(ask.view, 'upstream'));
  if (calls.length === 0) return <Frame title="What failed, and how"><FrameEmpty>No call failed here in this range.</FrameEmpty></Frame>;
  return (
    <Frame title="What failed, and how" exports={{ path: '/api/panels/upstream-failures', query: viewQuery(view) }} sub={<><NumberLink n={total} href={bareCallsHref(ask.view, ask.time, { upstream, failure: 'any' })}>{plural(total, 'failed call')}</NumberLink> by class, route and status{calls.length > SHOWN && <>; the {SHOWN} most frequent of {calls.length} kinds</>}{ignored && <>. {ignored}</>}</>}>
      <div className="overflow-x-auto">
        <PlainTable caption={`Failed calls of ${upstream}`} rows={shown} rowKey={(k) => `${k.code} ${k.status} ${k.route}`} columns={[
          { key: 'class', head: 'Class', cell: (k) => <FailureBadge code={k.code} /> },
          { key: 'route', head: 'Route', cell: (k) => (k.route === null ? <span className="text-faint">no route</span> : <SafeText text={k.route} path className="[overflow-wrap:anywhere]" />) },
          { key: 'status', head: 'Status', right: true, cell: (k) => (k.status === 0 ? '–' : k.status) },
          { key: 'calls', head: 'Calls', right: true, cell: (k) => <NumberLink n={k.calls} href={bareCallsHref(ask.view, ask.time, { upstream, route: k.route ?? NO_NAME, failure: failureOf(k.code).id, status: k.status })} /> },
        ]} />
      </div>
    </Frame>
  );
}

/** Failed attempts by class, those that a retry hid beside those that spoiled their call. */
export async function UpstreamAttemptsPanel({ ask, upstream }: { ask: Ask; upstream: string }) {
  const { attempts } = await readFailureKinds(ask, upstream), hidden = attempts.reduce((n, k) => n + k.hidden, 0), view = freeze({ ...ask.view, upstream }, ask.time);
  const count = (n: number, which: AttemptWord, code: number) => <NumberLink n={n} href={bareCallsHref(ask.view, ask.time, { upstream, attempts: which, failure: failureOf(code).id })} />;
  if (attempts.length === 0) return <Frame title="Failed attempts"><FrameEmpty>No attempt failed here in this range.</FrameEmpty></Frame>;
  return (
    <Frame title="Failed attempts" exports={{ path: '/api/panels/upstream-attempts', query: viewQuery(view) }} sub={hidden > 0 ? <><NumberLink n={hidden} href={bareCallsHref(ask.view, ask.time, { upstream, attempts: 'hidden' })}>{plural(hidden, 'failed attempt')}</NumberLink> hidden by a retry: their calls ended well, only slower</> : 'No failed attempt was hidden by a retry'}>
      <PlainTable caption={`Failed attempts at ${upstream}`} rows={attempts} rowKey={(k) => k.code} columns={[
        { key: 'class', head: 'Class', cell: (k) => <FailureBadge code={k.code} /> },
        { key: 'attempts', head: 'Attempts', right: true, cell: (k) => count(k.attempts, 'failed', k.code) },
        { key: 'hidden', head: 'Hidden by a retry', right: true, cell: (k) => count(k.hidden, 'hidden', k.code) },
        { key: 'seen', head: 'Spoiled the call', right: true, cell: (k) => count(k.attempts - k.hidden, 'spoiled', k.code) },
      ]} />
    </Frame>
  );
}
