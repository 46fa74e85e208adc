import { Badge } from '@/components/ui/badge';
import { FailureBadge } from '@/components/ui/failure-badge';
import { SafeText } from '@/components/ui/safe-text';
import { formatDuration } from '@/lib/view/format-duration';
import { MISSING } from '@/lib/view/format-number';
import { formatTime } from '@/lib/view/format-time';
import type { PreviewLine } from '@/lib/view/preview';

const cell = 'px-2 py-1.5 text-left align-top';

/** Lines as they would be read, so that a wrong format or zone shows before anything is stored. `numbered` false: they do not stand together in one file. */
export function PreviewTable({ lines, zone, numbered = true }: { lines: readonly PreviewLine[]; zone: string; numbered?: boolean }) {
  return (
    <div className="overflow-x-auto rounded-md border border-line" tabIndex={0} role="region" aria-label="First lines as they would be read">
      <table className="w-full min-w-[46rem] text-xs">
        <thead className="bg-sunken text-soft"><tr>{[...(numbered ? ['Line'] : []), `Time (${zone})`, 'Request', 'Status', 'Duration', 'Upstream', 'Outcome'].map((h) => <th key={h} scope="col" className={`${cell} font-medium`}>{h}</th>)}</tr></thead>
        <tbody>{lines.map((l) => <Row key={l.line} line={l} zone={zone} numbered={numbered} />)}</tbody>
      </table>
    </div>
  );
}

function Row({ line: l, zone, numbered }: { line: PreviewLine; zone: string; numbered: boolean }) {
  const read = l.became === 'call' || l.became === 'event';
  return (
    <tr className="border-t border-line" title={l.raw.slice(0, 400)}>
      {numbered && <td className={`${cell} text-faint`}>{l.line}</td>}
      {read ? (
        <>
          <td className={`${cell} whitespace-nowrap`}>{l.at === null ? MISSING : formatTime(l.at, zone)}</td>
          <td className={`${cell} max-w-80 [overflow-wrap:anywhere]`}>{l.method ? <span className="font-medium">{l.method} </span> : null}{l.path ? <SafeText text={l.path} path /> : l.method ? null : MISSING}</td>
          <td className={cell}>{l.status ?? MISSING}</td>
          <td className={`${cell} whitespace-nowrap`}>{formatDuration(l.durationMs)}</td>
          <td className={`${cell} min-w-36 break-all`}>{l.upstream ? <SafeText text={l.upstream} /> : MISSING}{l.attempts > 1 && <span className="text-faint"> ({l.attempts} attempts)</span>}</td>
          <td className={cell}>{l.failure ? <FailureBadge code={l.failure} confidence={l.confidence ?? undefined} /> : l.became === 'event' ? <Badge>error line</Badge> : 'ended well'}</td>
        </>
      ) : (
        <td className={cell} colSpan={6}>
          <Badge tone={l.became === 'rejected' ? 'worse' : 'plain'}>{l.became === 'rejected' ? 'cannot be read' : 'left out'}{l.reason ? `: ${l.reason}` : ''}</Badge>
          <code className="ml-2 break-all font-mono text-soft"><SafeText text={l.raw.slice(0, 160)} /></code>
        </td>
      )}
    </tr>
  );
}
