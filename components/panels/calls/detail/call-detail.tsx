import type { ReactNode } from 'react';
import type { CallDetail as Detail } from '@/lib/view/call-detail';
import { formatDuration } from '@/lib/view/format-duration';
import { plural } from '@/lib/view/format-number';
import { formatOffset, formatTime } from '@/lib/view/format-time';
import { Fields } from './fields';
import { RawLine } from './raw-line';
import { Verdict } from './verdict';
import { waterfall } from './waterfall';
import { WaterfallChart } from './waterfall-chart';

function Part({ title, sub, children }: { title: string; sub?: ReactNode; children: ReactNode }) {
  return <section aria-label={title} className="border-t border-line py-4 first:border-t-0 first:pt-0"><h2 className="text-sm font-semibold">{title}</h2>{sub && <p className="text-xs text-faint">{sub}</p>}<div className="mt-2">{children}</div></section>;
}

/** One call, whole: how it ended, where its time went, its lines, its fields. Draws only; used in the drawer and on the page of the call. */
export function CallDetail({ call, zone }: { call: Detail; zone: string }) {
  const shape = waterfall(call), marks = [call.record?.flags_raw ?? ''];
  return (
    <div>
      <Part title="How it ended" sub={<>{formatTime(call.at, zone, 'ms')} {zone}{formatOffset(call.at, zone) !== zone && ` (${formatOffset(call.at, zone)})`}{call.durationMs !== null && ` · took ${formatDuration(call.durationMs)}`}{call.status > 0 && ` · status ${call.status}`}</>}><Verdict call={call} /></Part>
      <Part title="Where its time went" sub={call.attempts.length === 0 ? undefined : plural(Math.max(call.attempts.length, (call.record?.retries ?? 0) + 1), 'attempt')}>
        {shape.bars.length === 0 ? <p className="text-soft">{call.errorLineOnly ? 'The log has no times of its attempts: an error line carries none.' : call.attempts.length === 0 ? 'The line names no attempt on an upstream: none was made, or this log does not tell.' : 'The log has no times of its attempts. The log doctor, on the page of its source, says what to add.'}</p> : <WaterfallChart shape={shape} />}
      </Part>
      <Part title={call.errorLineOnly ? 'Error line' : 'Access line'} sub={call.failure === 0 ? undefined : !call.errorLineOnly && call.joined.length > 0 ? 'What it says of the failure is marked; the error line below decides.' : 'The words that decided are marked.'}><RawLine line={call.line} evidence={call.errorLineOnly ? call.evidence : call.record?.evidence ?? null} more={marks} /></Part>
      {call.joined.length > 0 && (
        <Part title={call.joined.length === 1 ? 'Error line of this call' : `${call.joined.length} error lines of this call`}>
          <ul className="flex flex-col gap-3">{call.joined.map((j) => <li key={j.importId + '-' + j.offset}><RawLine line={j} evidence={j.evidence} /></li>)}</ul>
        </Part>
      )}
      <Part title="Fields"><Fields call={call} zone={zone} /></Part>
      {call.record !== null && call.record.parse_warnings.length > 0 && <Part title="Remarks of the parser"><ul className="list-disc pl-5 text-xs text-soft">{call.record.parse_warnings.map((w) => <li key={w}>{w}</li>)}</ul></Part>}
    </div>
  );
}
