'use client';
import Link from '@/components/ui/link';
import { useState } from 'react';
import { Button, IconButton } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { SafeText } from '@/components/ui/safe-text';
import { Spinner } from '@/components/ui/spinner';
import { FormatChip } from './format-chip';
import { PreviewTable } from '../preview-table';
import { remove, retry, type UploadItem } from './queue';
import { UploadMeter } from './upload-meter';
import type { Previewed } from './use-previews';

/** One dropped file: how far it is, what it is taken for, its first lines. */
export function FileRow({ item, previewed, zone, first }: { item: UploadItem; previewed: Previewed | undefined; zone: string; first: boolean }) {
  const [open, setOpen] = useState(first), preview = previewed?.preview ?? null, settled = item.state === 'imported' || item.state === 'importing';
  return (
    <li className="flex flex-col gap-2 px-5 py-3">
      <div className="flex items-start gap-3">
        <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-1 py-1">
          <SafeText text={item.name} className="min-w-0 break-all font-medium" />
          {preview && !settled && <FormatChip preview={preview} />}
        </div>
        <span className="flex shrink-0 items-center gap-1">
          {item.state === 'failed' && <Button size="small" onClick={() => retry(item.key)}>Go on</Button>}
          {item.importId !== null && <Link href={`/imports/${item.importId}`} className="text-sm text-accent underline underline-offset-4">Receipt</Link>}
          {item.state !== 'importing' && <IconButton label={item.state === 'imported' ? `Take ${item.name} off this list` : `Cancel ${item.name}`} onClick={() => void remove(item.key)}><Icon name="cross" /></IconButton>}
        </span>
      </div>
      <UploadMeter item={item} />
      {!settled && previewed?.error && <p role="alert" className="text-xs text-worse">{previewed.error}</p>}
      {!settled && preview?.problem && <p role="alert" className="text-xs text-worse">This file is {preview.problem}, no log. It will not be imported.</p>}
      {!settled && !preview && !previewed?.error && item.uploadId && item.state !== 'interrupted' && <p className="text-xs"><Spinner label="Reading the first lines" /></p>}
      {!settled && preview && preview.lines.length > 0 && (
        <details open={open} onToggle={(e) => setOpen(e.currentTarget.open)}>
          <summary className="w-fit text-xs text-soft hover:text-ink">First {preview.lines.length} lines</summary>
          <div className="mt-2">{open && <PreviewTable lines={preview.lines} zone={zone} />}</div>
        </details>
      )}
    </li>
  );
}
