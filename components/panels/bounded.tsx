import { formatDuration } from '@/lib/view/format-duration';
import type { Quantile } from '@/lib/view/wall';

/** Said of a percentile that reaches calls which were cut off. */
export const CUT = 'Calls that timed out were cut off at their limit. How long they would have taken is not known, so the true value is this or more.';

/** A percentile, with "≥" where only a lower bound is known. */
export const Bounded = ({ q }: { q: Quantile }) => (q.atLeast ? <span title={CUT}>≥ {formatDuration(q.ms)}</span> : <>{formatDuration(q.ms)}</>);
