import { formatSpan } from '@/lib/view/format-duration';
import { formatCount } from '@/lib/view/format-number';
import { formatTime } from '@/lib/view/format-time';
import type { Jump } from '@/lib/view/receipt';

/** Where a log goes back in time, and what may have done it. */
export function Jumps({ jumps, zoneAssumed }: { jumps: readonly Jump[]; zoneAssumed: string | null }) {
  const hour = jumps.some((j) => j.wholeHour);
  return (
    <>
      <ul className="flex flex-col gap-1">{jumps.map((j) => <li key={j.line}>About line {formatCount(j.line)}: from {formatTime(j.fromMs, 'UTC')} back to {formatTime(j.toMs, 'UTC')} UTC <span className="text-faint">({formatSpan(Math.round((j.fromMs - j.toMs) / 1000))}{j.wholeHour && ', an hour'})</span></li>)}</ul>
      <p className="mt-2 text-xs text-faint">
        Nothing is lost by it: every call counts at its own time. {hour && zoneAssumed !== null && `A step of an hour is what local time does in the night whose clock is set back; lines without a zone do not tell which of the two hours they mean (they were read as ${zoneAssumed}), so one of them counts twice and the other not at all. `}
        Else files were put together in another order than they were written, a gateway logs the start of calls that took long, or its clock was set back: then latencies are right, and the times of the lines before the step are late.
      </p>
    </>
  );
}
