import { PlainTable } from '@/components/table/plain-table';
import { FailureBadge } from '@/components/ui/failure-badge';
import { hasNoCalls } from '@/lib/db/outcomes';
import { formatShare } from '@/lib/view/format-number';
import { callsHref, coversAll } from '@/lib/view/time';
import { exportsOf, type AskProps } from '../ask-props';
import { Frame, FrameEmpty } from '../frame';
import { NumberLink } from '../number-link';
import { prepare } from './prepare';
import { query } from './query';

export const title = 'What failed, and how';

/** Failed calls by the phase they died in and why. */
export async function FailureClasses({ ask }: AskProps) {
  const { now, before } = await query(ask), { view, time, standing } = ask;
  const rows = prepare(now, before, time.previous !== null && coversAll(time.previous, standing.extent));
  return (
    <Frame title={title} sub="Failed calls by class: the phase in which they died, and why. The shape is the phase." exports={exportsOf(ask, 'failure-classes')}>
      {rows.length === 0 ? <FrameEmpty>{hasNoCalls(now) ? 'No calls in this range.' : 'Nothing failed in this range.'}</FrameEmpty> : (
        <PlainTable caption={title} rows={rows} rowKey={(r) => r.code} columns={[
          { key: 'class', head: 'Class', cell: (r) => <FailureBadge code={r.code} /> },
          { key: 'phase', head: 'Phase', className: 'text-soft max-sm:hidden', cell: (r) => r.phase },
          { key: 'calls', head: 'Calls', right: true, cell: (r) => <NumberLink n={r.calls} href={callsHref(view, time, { failure: r.id })} /> },
          { key: 'share', head: 'Of the failed', right: true, cell: (r) => formatShare(r.share) },
          { key: 'change', head: 'Before', right: true, className: 'text-soft max-sm:hidden', cell: (r) => r.change?.text ?? '–' },
        ]} />)}
    </Frame>
  );
}
