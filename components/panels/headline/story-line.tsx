import Link from '@/components/ui/link';
import { Icon } from '@/components/ui/icon';
import type { Range } from '@/lib/view/bucket';
import { formatShare, plural } from '@/lib/view/format-number';
import { formatClock, formatTime } from '@/lib/view/format-time';
import { viewHref, type ViewState } from '@/lib/view/state';
import type { Story } from './prepare';

// A number and its unit stay on one line.
const share = (x: number | null): string => formatShare(x).replaceAll(' ', '\u00a0');

/** The numbers as a sentence, with a link that zooms to the bad stretch with as much before it as it is long. */
export function StoryLine({ story, hidden, view, range, path }: { story: Story | null; /** Failed attempts that retries hid. */ hidden: number; view: ViewState; range: Range; /** The page that zooms. */ path: string }) {
  if (story === null) return null;
  const { main, stretch: s } = story, day = formatTime(range.fromMs, view.zone, 'day') === formatTime(range.toMs - 1, view.zone, 'day');
  const at = (ms: number): string => (day ? formatClock(ms, view.zone) : formatTime(ms, view.zone, 'minute'));
  if (story.failed === 0) return <p className="flex items-center gap-2 text-base">{hidden > 0 ? <Icon name="warning" className="text-timeout" /> : <Icon name="check" className="text-better" />}{hidden > 0 ? `No call failed in this range, but only because retries hid ${plural(hidden, 'failed attempt')}.` : 'No call failed in this range.'}</p>;
  const lead = s ? s.toMs - s.fromMs : 0, fromMs = s ? Math.max(range.fromMs, s.fromMs - lead / 2) : 0, toMs = s ? Math.min(range.toMs, s.toMs + lead / 2) : 0;
  // Zooming to what is nearly the range already would change nothing worth a click.
  const worth = (range.toMs - range.fromMs) * 0.9 > toMs - fromMs;
  return (
    <p className="max-w-4xl text-base leading-relaxed">
      {share(story.rate)} of the calls failed{main && <>, {main.share >= 0.995 ? 'all' : main.share > 0.5 ? 'most' : 'the largest part'} of them by <strong className="font-semibold">{main.title.toLowerCase()}</strong>{main.share < 0.995 && ` (${share(main.share)})`}</>}.{' '}
      {s ? <>
        The failure rate {s.fromStart ? `was already ${share(s.rate)}` : `rose from ${share(s.outside)} to ${share(s.rate)}`} at <strong className="font-semibold">{at(s.fromMs)}</strong>{s.ongoing ? ' and has not come down since' : <> and came down at <strong className="font-semibold">{at(s.toMs)}</strong></>}.{' '}
        {worth && <Link className="no-print text-accent underline underline-offset-4" scroll={false} href={viewHref(path, view, { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() })}>Zoom to it</Link>}
      </> : 'No stretch of the range stands out from the rest.'}
    </p>
  );
}
