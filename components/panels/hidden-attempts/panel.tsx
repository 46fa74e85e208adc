import Link from 'next/link';
import { PlainTable } from '@/components/table/plain-table';
import { FailureBadge } from '@/components/ui/failure-badge';
import { SafeText } from '@/components/ui/safe-text';
import { formatCount, formatShare, plural } from '@/lib/view/format-number';
import { viewHref } from '@/lib/view/state';
import { exportsOf, ignoredNote, type AskProps } from '../ask-props';
import { Frame, FrameEmpty } from '../frame';
import { prepare } from './prepare';
import { query } from './query';

export const title = 'Failed attempts that retries hid';

/** A call that ended well after a failed attempt is not a failed call, and its failed attempt is not nothing: no status shows it. */
export async function HiddenAttemptsPanel({ ask }: AskProps) {
  const data = await query(ask), h = prepare(data), { view } = ask;
  return (
    <Frame title={title} exports={exportsOf(ask, 'hidden-attempts')} sub={ignoredNote(data.ignored) ?? 'Attempts on an instance that failed while the call ended well on another. No status shows them.'}>
      {h.hidden === 0 ? <FrameEmpty>{data.attempts === 0 ? 'The log names no attempts in this range.' : 'No failed attempt was hidden by a retry.'}</FrameEmpty> : (
        <div className="flex flex-col gap-3">
          <p className="text-soft"><strong className="text-lg font-semibold text-ink">{formatCount(h.hidden)}</strong> failed attempts, {formatCount(h.hiddenTimeouts)} of them timeouts; {formatShare(h.shareOfFailed)} of all failed attempts did not fail their call.</p>
          <ul className="flex flex-wrap gap-1.5">{h.classes.slice(0, 4).map((c) => <li key={c.code} className="flex items-center gap-1 text-xs text-soft"><FailureBadge code={c.code} /> {formatCount(c.attempts)}</li>)}</ul>
          <PlainTable caption={title} rows={h.rows} rowKey={(r) => (r.upstream ?? '') + r.addr} columns={[
            { key: 'addr', head: 'Instance', className: 'w-full max-w-0', cell: (r) => <span className="block truncate">{r.upstream !== null && <><Link href={viewHref('/upstreams/' + encodeURIComponent(r.upstream), view, { upstream: null })} prefetch={false} className="quiet-link"><SafeText text={r.upstream} /></Link><span className="text-faint"> / </span></>}<SafeText text={r.addr} /></span> },
            { key: 'hidden', head: 'Hidden', right: true, cell: (r) => formatCount(r.hidden) },
            { key: 'rate', head: 'Of its attempts', right: true, cell: (r) => formatShare(r.rate) },
          ]} />
          {h.more > 0 && <p className="text-xs text-faint">{plural(h.more, 'more instance')} in the export.</p>}
        </div>)}
    </Frame>
  );
}
