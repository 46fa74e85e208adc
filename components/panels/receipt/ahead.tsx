import Link from '@/components/ui/link';
import { formatSpan } from '@/lib/view/format-duration';
import { formatTime } from '@/lib/view/format-time';
import { plural } from '@/lib/view/format-number';
import type { ImportClock, Receipt } from '@/lib/view/receipt';
import { EMPTY_VIEW, viewHref } from '@/lib/view/state';

type Props = { ahead: NonNullable<ImportClock['ahead']>; receipt: Pick<Receipt, 'source' | 'createdAt' | 'zoneAssumed'> };

/** Calls that had not happened yet when they were imported: nearly always a wrong zone. */
export function Ahead({ ahead, receipt: { source, createdAt, zoneAssumed } }: Props) {
  const hours = Math.round(ahead.byMs / 3_600_000), link = 'text-accent underline underline-offset-4';
  return (
    <div className="flex flex-col gap-2">
      <p><strong className="font-semibold">{plural(ahead.calls, 'call')}</strong> of this file {ahead.calls === 1 ? 'is' : 'are'} logged more than an hour later than {formatTime(createdAt, 'UTC', 'minute')} UTC, when it was imported; the last is {formatSpan(Math.round(ahead.byMs / 1000))} ahead. They are kept, and counted at the time that the log says.</p>
      <p className="text-soft">
        {zoneAssumed !== null
          ? <>Its lines carry no zone and were read as {zoneAssumed}. {hours <= 15 ? `If the gateway writes local time about ${plural(hours, 'hour')} ahead of that, that is the reason: ` : 'If that is not the gateway’s zone, '}<Link href={`/imports/sources/${source.id}`} className={link}>set the zone of the source</Link>; nothing needs to be uploaded again.</>
          : <>Its lines carry their own zone, so that it is no matter of settings: the clock of the gateway was ahead, or the clock of this machine is behind.</>}{' '}
        <Link href={viewHref('/calls', { ...EMPTY_VIEW, sources: [source.id], from: new Date(createdAt + 3_600_000).toISOString() })} className={link}>Show the calls of the source from then on</Link>.
      </p>
    </div>
  );
}
