import Link from '@/components/ui/link';
import { cx } from '@/components/ui/class-names';
import { Term } from '@/components/ui/tooltip';
import { plural } from '@/lib/view/format-number';
import { formatRange } from '@/lib/view/format-time';
import { callsHref, coversAll } from '@/lib/view/time';
import { formatValue } from '@/lib/view/units';
import { ignoredNote, type AskProps } from '../ask-props';
import { CUT } from '../bounded';
import { StoryLine } from './story-line';
import { nothingBefore, prepare, story, type Tile } from './prepare';
import { query } from './query';

export const title = 'In numbers';

/** The big numbers of the range, each against the period before it, each a way to the calls behind it. */
export async function HeadlinePanel({ ask, path = '/' }: AskProps & { /** Where a link to another range stays. */ path?: string }) {
  const { now, before, hidden } = await query(ask), { view, time, standing } = ask, previous = time.previous;
  const { tiles, compared } = prepare(now, before, view, previous !== null && coversAll(previous, standing.extent));
  return (
    <section aria-label={title} className="flex flex-col gap-2">
      <StoryLine story={story(now)} hidden={hidden} view={path === '/' ? view : { ...view, upstream: null }} range={now.range} path={path} />
      <dl className={cx('grid gap-px overflow-hidden rounded-panel border border-line bg-line', tiles.length > 1 ? 'grid-cols-2 sm:grid-cols-3 xl:grid-cols-6' : 'w-fit min-w-48')}>
        {tiles.map((t) => <TileBox key={t.id} tile={t} href={t.link && callsHref(view, time, t.link)} />)}
      </dl>
      <p className="text-xs text-faint">
        {compared && previous ? <>Changes are against the period before, {formatRange(previous.fromMs, previous.toMs, view.zone)}{!coversAll(previous, standing.extent) && ', of which the data holds only a part: counts are not compared'}.</>
          : nothingBefore(previous, now.slice.failedOnly, view.zone)}
        {ignoredNote(now.slice.ignored) && <> {ignoredNote(now.slice.ignored)}</>}
      </p>
    </section>
  );
}

function TileBox({ tile: t, href }: { tile: Tile; href: string | null }) {
  const text = (t.atLeast ? '≥ ' : '') + formatValue(t.value, t.unit), worse = t.change !== null && t.change.direction !== 'same' && (t.change.direction === 'up') === t.worseUp;
  return (
    <div className="flex min-w-0 flex-col bg-panel px-4 py-3.5">
      <dt className="text-xs font-medium text-faint">{t.atLeast ? <Term text={CUT}>{t.label}</Term> : t.label}</dt>
      <dd className={cx('mt-0.5 truncate text-2xl font-semibold tracking-tight', t.id === 'timeouts' && t.value ? 'text-timeout' : t.id === 'failed' && t.value ? 'text-failed' : '')}>{href ? <Link href={href} className="quiet-link">{text}</Link> : text}</dd>
      <dd className="mt-0.5 flex flex-wrap gap-x-1.5 text-xs text-faint">
        {t.count !== null && <span>{plural(t.count, 'call')}</span>}
        {t.change && <span className={t.id === 'calls' || t.change.direction === 'same' ? '' : worse ? 'font-medium text-worse' : 'font-medium text-better'}>{t.change.direction === 'up' ? '▲ ' : t.change.direction === 'down' ? '▼ ' : ''}{t.change.text}</span>}
        {t.change && t.change.direction !== 'same' && <span>was {formatValue(t.before, t.unit)}</span>}
      </dd>
    </div>
  );
}
