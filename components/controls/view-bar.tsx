import Link from '@/components/ui/link';
import { Suspense } from 'react';
import type { Ask } from '@/lib/db/ask';
import { formatRange } from '@/lib/view/format-time';
import { viewHref, type ViewState } from '@/lib/view/state';
import { SafeText } from '@/components/ui/safe-text';
import { CopyLink } from './copy-link';
import { FilterChips } from './filter-chips';
import { SourceMenu } from './source-menu';
import { StillRunning } from './still-running';
import { TimePicker } from './time-picker';

/** `view`: what the chips show, where it is not all that is asked: a filter that the page itself stands for is no chip. */
type Props = { title: string; path: string; ask: Ask; view?: ViewState };

/** The head of every page of numbers: what is shown, of when, filtered by what, and how to hand it on. */
export function ViewBar({ title, path, ask, view = ask.view }: Props) {
  const { time, sources, importName, standing: { extent, running } } = ask, { range } = time;
  return (
    <div className="mb-5 flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <h1 className="mr-auto min-w-0 break-all text-xl font-semibold tracking-tight max-sm:w-full"><SafeText text={title} /></h1>
        <Suspense>
          <SourceMenu sources={sources} />
          {extent !== null && (
            <div className="flex min-w-0 max-w-full items-center gap-3 sm:gap-4">
              <TimePicker fromMs={range.fromMs} toMs={range.toMs} extent={extent} />
              <CopyLink frozen={time.frozen} />
            </div>
          )}
        </Suspense>
      </div>
      {extent !== null && <p className="text-sm max-sm:text-soft sm:hidden print:block">{formatRange(range.fromMs, range.toMs, view.zone)} ({view.zone})</p>}
      <FilterChips path={path} view={view} sourceInMenu={view.sources.length === 1 && sources.length > 1 && sources.some((s) => s.id === view.sources[0])} sources={new Map(sources.map((s) => [s.id, s.name]))} importName={importName} />
      {time.problems.map((p) => <p key={p.field} role="alert" className="text-sm text-worse">{p.field === 'from' ? 'Start' : 'End'}: {p.message} The data’s own {p.field === 'from' ? 'start' : 'end'} is shown.</p>)}
      {time.notes.map((n) => <p key={n} className="text-sm text-soft">{n}</p>)}
      {extent !== null && (range.toMs <= extent.fromMs || range.fromMs >= extent.toMs) && (
        <p role="status" className="text-sm text-soft">The data lies outside this range: {formatRange(extent.fromMs, extent.toMs, view.zone)}. <Link href={viewHref(path, view, { from: null, to: null })} className="underline underline-offset-4">Show all the data</Link></p>
      )}
      {running > 0 && <StillRunning running={running} again={path === '/calls' ? viewHref(path, view) : null} />}
    </div>
  );
}
