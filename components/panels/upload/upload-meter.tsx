import { Spinner } from '@/components/ui/spinner';
import { formatBytes } from '@/lib/view/format-bytes';
import { formatSpan } from '@/lib/view/format-duration';
import { formatShare } from '@/lib/view/format-number';
import { etaSeconds } from '../rate';
import type { UploadItem } from './queue';

/** One line: how much has arrived, how fast, how long yet; and what is wrong, if anything. */
export function UploadMeter({ item }: { item: UploadItem }) {
  const { sent, size, rate, state } = item, moving = state === 'uploading' || state === 'retrying', eta = etaSeconds(sent, size, rate);
  const words = state === 'waiting' ? 'Waiting for its turn' : state === 'interrupted' ? 'Interrupted: drop the same file again to go on'
    : state === 'arrived' ? 'Arrived' : state === 'importing' ? 'Handing over to the import' : state === 'imported' ? 'Import begun' : state === 'failed' ? 'Stopped' : null;
  return (
    <div className="flex flex-col gap-1">
      {(moving || state === 'interrupted' || state === 'failed') && (
        <div role="progressbar" aria-label={`Upload of ${item.name}`} aria-valuemin={0} aria-valuemax={100} aria-valuenow={size ? Math.floor((100 * sent) / size) : 0} className="h-1.5 overflow-hidden rounded-full bg-sunken">
          <div className={state === 'uploading' ? 'h-full bg-accent' : 'h-full bg-line-strong'} style={{ width: `${size ? (100 * sent) / size : 0}%` }} />
        </div>
      )}
      <p className="flex flex-wrap gap-x-3 text-xs text-soft">
        {moving || state === 'interrupted' || state === 'failed'
          ? <span>{formatBytes(sent)} of {formatBytes(size)} ({formatShare(size ? Math.floor((1000 * sent) / size) / 1000 : 1)})</span> : <span>{formatBytes(size)}</span>}
        {moving && rate !== null && <span>{formatBytes(rate)}/s</span>}
        {moving && eta !== null && sent < size && <span>{eta < 1 ? 'almost there' : `${formatSpan(Math.ceil(eta))} left`}</span>}
        {item.plan && (moving || state === 'waiting') && <span>Will be read as soon as it is here</span>}
        {words && <span>{state === 'importing' ? <Spinner label={words} /> : words}</span>}
      </p>
      {item.message && <p role={state === 'failed' ? 'alert' : 'status'} className={state === 'failed' || state === 'arrived' ? 'text-xs text-worse' : 'text-xs text-soft'}>{item.message}</p>}
    </div>
  );
}
