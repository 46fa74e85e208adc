import Link from '@/components/ui/link';
import { buttonLook } from '@/components/ui/button';
import { SafeText } from '@/components/ui/safe-text';
import { formatRange } from '@/lib/view/format-time';
import { chipsOf, NO_FILTERS } from '@/lib/view/filters';
import { viewHref, type ViewState } from '@/lib/view/state';
import { visibleText } from '@/lib/view/visible-text';

/** Nothing matches: says what was asked, and offers every way to ask for less. */
export function NoCalls({ view, range, whole, unknown }: { view: ViewState; range: { fromMs: number; toMs: number }; whole: boolean; unknown: readonly string[] }) {
  const chips = chipsOf(view);
  return (
    <div className="flex flex-col items-center gap-3 px-5 py-14 text-center text-soft">
      <p className="text-base font-medium text-ink">No call matches</p>
      <p className="max-w-prose">The range {formatRange(range.fromMs, range.toMs, view.zone)} ({view.zone}) was searched to its start{chips.length > 0 && <>, for {chips.map((c, i) => <span key={c.key}>{i > 0 && (i === chips.length - 1 ? ' and ' : ', ')}{c.label.toLowerCase()} <SafeText text={c.value} className="font-medium text-ink" /></span>)}</>}.</p>
      {unknown.map((what) => <p key={what} className="text-ink">No {what} has exactly this name. The field offers the names there are; for a part of a path, search for text in the line.</p>)}
      {chips.length > 1 && <p className="text-faint">All of these must hold for one call. Take one away:</p>}
      <ul className="flex flex-wrap justify-center gap-2">
        {chips.map((c) => <li key={c.key} className="max-w-full"><Link href={viewHref('/calls', view, { [c.key]: null })} className={buttonLook({ size: 'small' }) + ' max-w-full'}><span className="truncate">Without {c.label.toLowerCase()} {visibleText(c.value)}</span></Link></li>)}
        {chips.length > 1 && <li><Link href={viewHref('/calls', view, NO_FILTERS)} className={buttonLook({ size: 'small' })}>Without any filter</Link></li>}
        {!whole && <li><Link href={viewHref('/calls', view, { from: null, to: null })} className={buttonLook({ size: 'small' })}>Over all the data</Link></li>}
      </ul>
      {view.requestId !== null && <p className="max-w-prose text-faint">A request id is found only where the log has a field for it, and must be given in full.</p>}
    </div>
  );
}
