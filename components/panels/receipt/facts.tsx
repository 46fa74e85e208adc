import Link from '@/components/ui/link';
import type { ReactNode } from 'react';
import { NumberLink } from '@/components/panels/number-link';
import { SafeText } from '@/components/ui/safe-text';
import { formatBytes } from '@/lib/view/format-bytes';
import { formatSpan } from '@/lib/view/format-duration';
import { formatCount, MISSING, plural } from '@/lib/view/format-number';
import { formatTime } from '@/lib/view/format-time';
import { isErrorLog, type Receipt } from '@/lib/view/receipt';
import { importCallsHref } from '@/lib/view/time';

/** The rest of the account: bytes, time span, what the calls came to, how long it took. */
export function Facts({ receipt: r, seen }: { receipt: Receipt; seen: string }) {
  const span = r.fromAt !== null && r.toAt !== null ? { from: r.fromAt, to: r.toAt } : null, took = r.startedAt !== null && r.finishedAt !== null ? (r.finishedAt - r.startedAt) / 1000 : null;
  return (
    <dl className="grid gap-x-8 gap-y-3 sm:grid-cols-2">
      <Fact name="Time span (UTC)">{span ? <><Link href={seen} className="text-accent underline underline-offset-4">{formatTime(span.from, 'UTC')} – {formatTime(span.to, 'UTC')}</Link> <span className="text-faint">({formatSpan((span.to - span.from) / 1000)})</span></> : MISSING}</Fact>
      {isErrorLog(r) ? <Fact name="Error lines">{formatCount(r.events)} <span className="text-faint">(each says why a call of the same source’s access log, or an attempt of it, failed)</span>{r.calls === 0 ? r.state === 'done' && '; each belongs to such a call' : <>; <Count of={r} n={r.calls} /> {r.calls === 1 ? 'call' : 'calls'} that no access line mentions</>}</Fact>
        : <Fact name="Calls"><Count of={r} n={r.calls} />{r.calls > 0 && <>, <Count of={r} n={r.failed} failure="any" /> failed, <Count of={r} n={r.timeouts} failure="timeout" /> of these timed out; {plural(r.attempts, 'attempt')}</>}</Fact>}
      <Fact name="Bytes consumed"><Bytes r={r} /></Fact>
      <Fact name="Source"><Link href={`/imports/sources/${r.source.id}`} className="text-accent underline underline-offset-4"><SafeText text={r.source.name} /></Link></Fact>
      <Fact name="Imported">{formatTime(r.createdAt, 'UTC')} UTC{took !== null && `, read in ${took < 1 ? 'under 1 s' : formatSpan(Math.round(took))}`}{took !== null && took >= 1 && r.lines > 0 && ` (${formatCount(Math.round(r.lines / took))} lines/s)`}</Fact>
    </dl>
  );
}

const Count = ({ of, n, failure = null }: { of: Receipt; n: number; failure?: string | null }) => <NumberLink n={n} href={importCallsHref(of.id, { failure })} />;
function Bytes({ r }: { r: Receipt }) {
  const all = r.consumedBytes === r.sizeBytes;
  return <>{formatCount(r.consumedBytes)} of {formatCount(r.sizeBytes)}{all ? '' : <span className="text-worse"> ({formatCount(r.sizeBytes - r.consumedBytes)} not read)</span>}{r.contentBytes !== null && r.contentBytes !== r.sizeBytes && <span className="text-faint">, {formatBytes(r.contentBytes)} of text</span>}</>;
}
function Fact({ name, children }: { name: string; children: ReactNode }) {
  return <div><dt className="text-xs text-soft">{name}</dt><dd className="mt-0.5">{children}</dd></div>;
}
