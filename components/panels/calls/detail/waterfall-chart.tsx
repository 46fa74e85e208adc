import { FailureBadge } from '@/components/ui/failure-badge';
import { SafeText } from '@/components/ui/safe-text';
import type { DetailAttempt } from '@/lib/view/call-detail';
import { formatDuration } from '@/lib/view/format-duration';
import { MISSING } from '@/lib/view/format-number';
import { partsOf, type Bar, type Part, type PartKind, type Waterfall } from './waterfall';

const FILL: Record<PartKind, string> = {
  queue: 'var(--client)', connect: 'var(--phase-connect)', 'first byte': 'var(--phase-first)', body: 'var(--phase-body)', unknown: 'var(--line-strong)',
  outside: 'repeating-linear-gradient(135deg, var(--line-strong) 0 1px, transparent 1px 5px)',
};
export const PART_TITLE: Record<PartKind, string> = { queue: 'Queue', connect: 'Connect', 'first byte': 'Wait for the first byte', body: 'Body', unknown: 'Not split in the log', outside: 'Outside the attempts' };

const exact = (ms: number): string => `${(Math.round(ms * 1000) / 1000).toLocaleString('en-GB', { maximumFractionDigits: 3 })} ms`;
const about = (p: Part): string => `${PART_TITLE[p.kind]}: ${exact(p.toMs - p.fromMs)}${p.died ? ', ended here without an answer' : ''}`;
/** The phases of an attempt in words: as logged; "–" where the log has nothing; of one that failed, where it died and what it never reached. */
function phasesOf(a: DetailAttempt): [name: string, value: string][] {
  const died = partsOf(a).find((p) => p.died), times = { connect: a.connectMs, 'first byte': a.firstByteMs === null || a.connectMs === null ? null : Math.max(0, a.firstByteMs - a.connectMs), body: a.totalMs === null || a.firstByteMs === null || died?.kind === 'body' ? null : Math.max(0, a.totalMs - a.firstByteMs) };
  const say = (kind: keyof typeof times): string => (times[kind] !== null ? exact(times[kind]) : died?.kind === kind ? `none in ${exact(died.toMs - died.fromMs)}` : died && died.kind !== 'unknown' ? 'not reached' : MISSING);
  return [['Connect', say('connect')], ['First byte', say('first byte')], ['Body', died?.kind === 'body' ? `cut after ${exact(died.toMs - died.fromMs)}` : say('body')], ['Whole attempt', a.totalMs === null ? MISSING : exact(a.totalMs)]];
}

function Track({ bar, spanMs }: { bar: Bar; spanMs: number }) {
  const share = (ms: number): string => `${spanMs > 0 ? Math.min(100, (ms / spanMs) * 100) : 0}%`;
  return (
    <div role="img" aria-label={`${bar.title}: ${bar.parts.map(about).join('; ') || 'no times in the log'}`} className="relative h-5 rounded-sm bg-sunken">
      {bar.parts.map((p, i) => (
        <div key={i} title={about(p)} className={'absolute inset-y-0 min-w-[2px]' + (p.died ? ' border-r-[3px] border-failed' : '')} style={{ left: share(p.fromMs), width: share(p.toMs - p.fromMs), background: FILL[p.kind] }} />
      ))}
    </div>
  );
}

/** Every attempt of a call on one axis of time, with its exact numbers under it. */
export function WaterfallChart({ shape }: { shape: Waterfall }) {
  const kinds = [...new Set(shape.bars.flatMap((b) => b.parts.map((p) => p.kind)))];
  return (
    <div className="flex flex-col gap-4">
      <ol className="flex flex-col gap-4">
        {shape.bars.map((bar, i) => (
          <li key={i} className="flex min-w-0 flex-col gap-1">
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
              <span className="font-medium">{bar.title}</span>
              {bar.attempt?.addr != null && <SafeText text={bar.attempt.addr} className="break-all font-mono" />}
              {bar.attempt?.status != null && <span className="text-soft">status {bar.attempt.status}</span>}
              {bar.attempt && bar.attempt.failure !== 0 && <FailureBadge code={bar.attempt.failure} />}
              <span className="ml-auto font-medium">{formatDuration(bar.attempt ? bar.attempt.totalMs : bar.parts[0].toMs - bar.parts[0].fromMs)}</span>
            </div>
            <Track bar={bar} spanMs={shape.spanMs} />
            {bar.attempt && (
              <dl className="grid grid-cols-2 gap-x-4 text-xs text-soft sm:grid-cols-4">
                {phasesOf(bar.attempt).map(([name, value]) => <div key={name} className="flex gap-1.5"><dt className="text-faint">{name}</dt><dd>{value}</dd></div>)}
              </dl>
            )}
          </li>
        ))}
      </ol>
      {shape.spanMs > 0 && <div className="flex justify-between border-t border-line pt-1 text-xs text-faint"><span>0 ms</span><span>{formatDuration(shape.spanMs / 2)}</span><span>{formatDuration(shape.spanMs)}</span></div>}
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-soft">
        {kinds.map((k) => <li key={k} className="flex items-center gap-1.5"><span aria-hidden="true" className="size-2.5 rounded-[2px] border border-line" style={{ background: FILL[k] }} />{PART_TITLE[k]}</li>)}
        {shape.bars.some((b) => b.parts.some((p) => p.died)) && <li className="flex items-center gap-1.5"><span aria-hidden="true" className="h-2.5 w-[3px] bg-failed" />Ended here</li>}
      </ul>
      {shape.notes.map((n) => <p key={n} className="text-xs text-faint">{n}</p>)}
    </div>
  );
}
