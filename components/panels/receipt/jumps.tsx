import { formatSpan } from '@/lib/view/format-duration';
import { formatCount } from '@/lib/view/format-number';
import { formatTime } from '@/lib/view/format-time';
import type { Jump } from '@/lib/view/receipt';

/** Where a log goes back in time, and what may have done it. */
export function Jumps({ jumps, zoneAssumed }: { jumps: readonly Jump[]; zoneAssumed: string | null }) {
  const hour = jumps.some((j) => j.wholeHour);
  return (
    <>
      <ul className="flex flex-col gap-1">{jumps.map((j) => <li key={j.line}>About line {formatCount(j.line)}: from {formatTime(j.fromMs, 'UTC')} back to {formatTime(j.toMs, 'UTC')} UTC <span className="text-faint">({j.wholeHour ? 'about an hour' : formatSpan(Math.round((j.fromMs - j.toMs) / 1000))})</span></li>)}</ul>
      <p className="mt-2 text-xs text-faint">
        Nothing is lost by it: every call counts at its own time. {hour && zoneAssumed !== null && `A step of an hour is what local time does in the night whose clock is set back; lines without a zone do not tell which of the two hours they mean (they were read as ${zoneAssumed}), so that both may count as one. `}
        It comes of files put together in another order than they were written; a gateway that logs when a call began, after calls that took long (HAProxy); a clock that was set back, and then the times before the step are late.
      </p>
    </>
  );
}
