'use client';
import { usePathname, useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button, IconButton } from '@/components/ui/button';
import { cx } from '@/components/ui/class-names';
import { Icon } from '@/components/ui/icon';
import { Popover } from '@/components/ui/popover';
import { formatOffset, formatRange } from '@/lib/view/format-time';
import { viewHref, type ViewState } from '@/lib/view/state';
import { PRESETS, presetOf, type Extent } from '@/lib/view/time';
import { RangeForm } from './range-form';
import { useView } from './use-view';

type Props = { fromMs: number; toMs: number; extent: Extent | null };
const iso = (ms: number): string => new Date(ms).toISOString();
const MINUTE = 60_000;

/** The range shown, and every way to change it: presets, typed, step back and forth, zoom out. */
export function TimePicker({ fromMs, toMs, extent }: Props) {
  const router = useRouter(), path = usePathname(), view = useView(), [open, setOpen] = useState(false);
  const go = (change: Partial<ViewState>): void => { setOpen(false); router.push(viewHref(path, view, change), { scroll: false }); };
  const preset = presetOf(view), span = toMs - fromMs;
  const step = (by: number): void => go({ from: iso(fromMs + by * span), to: iso(toMs + by * span) });
  const wider = (): void => { const half = Math.max(MINUTE, span / 2); go({ from: iso(Math.max(0, fromMs - half)), to: iso(toMs + half) }); };
  return (
    <div className="no-print flex min-w-0 items-center rounded-md border border-line bg-panel">
      <IconButton label="One range earlier" disabled={extent !== null && fromMs <= extent.fromMs} onClick={() => step(-1)}><Icon name="chevron" className="rotate-90" /></IconButton>
      <Popover label="Time range" open={open} onOpenChange={setOpen} trigger={
        <button type="button" className="flex h-8 min-w-0 items-center gap-2 rounded px-2 text-sm hover:bg-sunken">
          <Icon name="clock" className="text-faint" />
          {preset && <span className="font-medium whitespace-nowrap">{preset.label}</span>}
          <span className={cx('truncate', preset ? 'text-soft max-sm:hidden' : 'font-medium')}>{formatRange(fromMs, toMs, view.zone)}</span>
          <span className="text-faint whitespace-nowrap max-sm:hidden" title={view.zone}>{view.zone === 'UTC' ? 'UTC' : `${view.zone.split('/').pop()!.replace(/_/g, ' ')} ${formatOffset(toMs, view.zone)}`}</span>
        </button>}>
        <div className="flex flex-col gap-4">
          <div className="grid grid-cols-3 gap-1.5" role="group" aria-label="Presets, counted back to the end of the data">
            {PRESETS.map((p) => <Button key={p.id} size="small" aria-pressed={preset?.id === p.id} className="aria-pressed:border-accent aria-pressed:text-accent" onClick={() => go({ from: p.from, to: null })}>{p.label}</Button>)}
          </div>
          <RangeForm key={`${view.from}|${view.to}|${view.zone}`} view={view} extent={extent} onApply={go} />
        </div>
      </Popover>
      <IconButton label="One range later" disabled={extent !== null && toMs >= extent.toMs} onClick={() => step(1)}><Icon name="chevron" className="-rotate-90" /></IconButton>
      <IconButton label="Zoom out to twice the range" disabled={extent !== null && fromMs <= extent.fromMs && toMs >= extent.toMs} onClick={wider}><Icon name="zoom-out" /></IconButton>
    </div>
  );
}
