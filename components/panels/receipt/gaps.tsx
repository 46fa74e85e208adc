import { formatSpan } from '@/lib/view/format-duration';
import { formatTime } from '@/lib/view/format-time';
import type { Gap } from '@/lib/view/receipt';

/** Stretches without a line, where the lines around them say that there should be some. */
export function Gaps({ gaps }: { gaps: readonly Gap[] }) {
  return (
    <>
      <ul className="flex flex-col gap-1">{gaps.slice(0, 20).map((g) => <li key={g.fromMs}>{formatTime(g.fromMs, 'UTC')} – {formatTime(g.toMs, 'UTC')} UTC <span className="text-faint">({formatSpan((g.toMs - g.fromMs) / 1000)})</span></li>)}</ul>
      {gaps.length > 20 && <p className="text-xs text-faint">and {gaps.length - 20} more</p>}
      <p className="mt-2 text-xs text-faint">The log is silent there. The gateway may have been idle or down, or a part of the log is missing.</p>
    </>
  );
}
