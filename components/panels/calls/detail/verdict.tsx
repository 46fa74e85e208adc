import { FailureBadge } from '@/components/ui/failure-badge';
import { SafeText } from '@/components/ui/safe-text';
import { CONFIDENCES, failureOf } from '@/lib/failure';
import type { CallDetail } from '@/lib/view/call-detail';
import { plural } from '@/lib/view/format-number';
import { meaningOf } from './meaning';

const SURE = {
  exact: 'the log says so.',
  inferred: 'it follows from the times and limits, the log does not say it in words.',
  ambiguous: 'several classes fit what the log says.',
} as const;

/** How the call ended: class, meaning, how sure that is, and what decided. */
export function Verdict({ call }: { call: CallDetail }) {
  const f = failureOf(call.failure), hidden = call.attempts.filter((a) => a.failure !== 0).length;
  if (call.failure === 0) {
    return <p className="text-soft">Ended well.{hidden > 0 && <> But {plural(hidden, 'attempt')} before that failed: the client saw only the time {hidden === 1 ? 'it' : 'they'} took.</>}</p>;
  }
  const changed = call.lineFailure !== call.failure && !call.errorLineOnly;
  return (
    <div className="flex flex-col gap-2">
      <p className="flex flex-wrap items-center gap-2"><FailureBadge code={call.failure} confidence={CONFIDENCES[call.confidence]} /><span>{meaningOf(call)}</span></p>
      <dl className="grid grid-cols-[6rem_minmax(0,1fr)] gap-x-3 gap-y-1 text-xs">
        <dt className="text-faint">Died in</dt><dd>{f.phase}{f.side && `, on the side of the ${call.record?.failure_side ?? f.side}`}</dd>
        <dt className="text-faint">Confidence</dt><dd><strong className="font-semibold">{CONFIDENCES[call.confidence]}</strong>: {SURE[CONFIDENCES[call.confidence]]}</dd>
        <dt className="text-faint">Evidence</dt><dd className="[overflow-wrap:anywhere]">{call.evidence === null ? '–' : <SafeText text={call.evidence} className="font-mono" />}</dd>
      </dl>
      {call.errorLineOnly && <p className="text-xs text-soft">Known from its error line alone: no access line of this call was found, so it has no status and no duration.</p>}
      {changed && <p className="text-xs text-soft">The access line alone says {call.lineFailure === 0 ? 'that it ended well' : `“${failureOf(call.lineFailure).title}”`}; the error line decides.</p>}
    </div>
  );
}
