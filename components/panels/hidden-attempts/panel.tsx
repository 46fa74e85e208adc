import Link from '@/components/ui/link';
import { PlainTable } from '@/components/table/plain-table';
import { FailureBadge } from '@/components/ui/failure-badge';
import { SafeText } from '@/components/ui/safe-text';
import { failureOf } from '@/lib/failure';
import { partOf } from '@/lib/view/filters';
import { formatShare, plural } from '@/lib/view/format-number';
import { nameWithin, NO_NAME } from '@/lib/view/names';
import { viewHref, type ViewState } from '@/lib/view/state';
import { callsHref } from '@/lib/view/time';
import { exportsOf, ignoredNote, type AskProps } from '../ask-props';
import { Frame, FrameEmpty } from '../frame';
import { NumberLink } from '../number-link';
import { prepare, type HiddenRow } from './prepare';
import { query } from './query';

export const title = 'Failed attempts that retries hid';

/** A call that ended well after a failed attempt is not a failed call, and its failed attempt is not nothing: no status shows it. */
export async function HiddenAttemptsPanel({ ask }: AskProps) {
  const data = await query(ask), h = prepare(data), { view, time } = ask;
  // Attempts carry neither route nor status: the numbers leave them out, and so do the lists behind them.
  const href = (change: Partial<ViewState> = {}): string => callsHref(view, time, { attempts: 'hidden', route: null, status: null, ...change });
  return (
    <Frame title={title} exports={exportsOf(ask, 'hidden-attempts')} sub={ignoredNote(data.ignored) ?? 'Attempts on an instance that failed while the call ended well on another. No status shows them.'}>
      {h.hidden === 0 ? <FrameEmpty>{data.noCalls ? 'No calls in this range.' : data.attempts === 0 ? 'The log names no attempts in this range.' : 'No failed attempt was hidden by a retry.'}</FrameEmpty> : (
        <div className="flex flex-col gap-3">
          <p className="text-soft"><strong className="text-lg font-semibold text-ink"><NumberLink n={h.hidden} href={href()} /></strong> failed {h.hidden === 1 ? 'attempt' : 'attempts'}, <NumberLink n={h.hiddenTimeouts} href={href({ failure: partOf(view.failure, 'timeout') })} /> of them {h.hiddenTimeouts === 1 ? 'a timeout' : 'timeouts'}; {formatShare(h.shareOfFailed)} of all failed attempts did not fail their call.</p>
          <ul className="flex flex-wrap gap-1.5">{h.classes.slice(0, 4).map((c) => <li key={c.code} className="flex items-center gap-1 text-xs text-soft"><FailureBadge code={c.code} /> <NumberLink n={c.attempts} href={href({ failure: failureOf(c.code).id })} /></li>)}</ul>
          <PlainTable caption={title} rows={h.rows} rowKey={(r) => `${r.upstream} ${r.instance}`} columns={[
            { key: 'addr', head: 'Instance', className: 'w-full max-w-0', cell: (r) => <Where row={r} view={view} /> },
            { key: 'hidden', head: 'Hidden', right: true, cell: (r) => <NumberLink n={r.hidden} href={href({ upstream: r.upstream, instance: r.instance })} /> },
            { key: 'rate', head: 'Of its attempts', right: true, cell: (r) => formatShare(r.rate) },
          ]} />
          {h.more > 0 && <p className="text-xs text-faint">{plural(h.more, 'more instance')} in the export.</p>}
        </div>)}
    </Frame>
  );
}

function Where({ row: { upstream, instance }, view }: { row: HiddenRow; view: ViewState }) {
  if (instance === NO_NAME) return <span className="text-soft">no address</span>;
  const name = <Link href={viewHref('/upstreams/' + encodeURIComponent(upstream), view, { upstream: null })} className="quiet-link"><SafeText text={upstream} /></Link>;
  return <span className="block truncate">{name}{instance !== upstream && <><span className="text-faint"> / </span><SafeText text={nameWithin(upstream, instance)} /></>}</span>;
}
