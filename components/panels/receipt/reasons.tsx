import { SafeText } from '@/components/ui/safe-text';
import { formatCount, formatShare } from '@/lib/view/format-number';
import { visibleText } from '@/lib/view/visible-text';
import type { QuarantineSample, ReasonCount } from '@/lib/view/receipt';

/** Lines by reason, most first. With samples, each reason opens to the lines that show it. */
export function Reasons({ reasons, samples, of }: { reasons: readonly ReasonCount[]; samples?: readonly QuarantineSample[]; /** Lines read in all. */ of: number }) {
  return (
    <ul className="flex flex-col divide-y divide-line">
      {reasons.map((r) => {
        const shown = samples?.filter((s) => s.reason === r.reason) ?? [], head = <span className="inline-flex flex-wrap gap-x-3"><span className="font-medium"><SafeText text={r.reason} /></span><span className="text-soft">{formatCount(r.lines)} ({formatShare(of ? r.lines / of : 0)})</span></span>;
        return <li key={r.reason} className="py-2">{shown.length ? <details open={reasons.length === 1}><summary>{head}</summary><Samples reason={r.reason} samples={shown} all={r.lines} /></details> : head}</li>;
      })}
    </ul>
  );
}

function Samples({ reason, samples, all }: { reason: string; samples: readonly QuarantineSample[]; all: number }) {
  return (
    <div className="mt-2 overflow-x-auto rounded-md border border-line bg-sunken" tabIndex={0} role="region" aria-label="Samples of quarantined lines">
      <table className="w-full text-xs">
        <caption className="sr-only">Lines in quarantine: {visibleText(reason)}</caption>
        <thead className="sr-only"><tr><th scope="col">Line</th><th scope="col">Text</th></tr></thead>
        <tbody>{samples.map((s) => <tr key={s.line} className="border-b border-line last:border-0"><td className="w-0 whitespace-nowrap px-2 py-1 text-right align-top text-faint">{formatCount(s.line)}</td><td className="break-all px-2 py-1 font-mono"><SafeText text={s.sample === '' ? '(empty)' : s.sample} /></td></tr>)}</tbody>
      </table>
      {all > samples.length && <p className="px-2 py-1 text-xs text-faint">{formatCount(samples.length)} of {formatCount(all)} shown</p>}
    </div>
  );
}
