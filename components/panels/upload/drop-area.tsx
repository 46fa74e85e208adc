'use client';
import { useRef } from 'react';
import { buttonLook } from '@/components/ui/button';
import { cx } from '@/components/ui/class-names';
import { Icon } from '@/components/ui/icon';

/** Where files are dropped or chosen. `small` once there is something else on the page. */
export function DropArea({ over, small, onFiles, note }: { over: boolean; small: boolean; onFiles: (files: File[]) => void; note: string | null }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className={cx('rounded-panel border border-dashed transition-colors', over ? 'border-accent bg-accent-wash' : 'border-line-strong/60 bg-panel', small ? 'flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3' : 'flex flex-col items-center gap-3 px-6 py-12 text-center')}>
      {!small && <Icon name="upload" size={28} className="text-faint" />}
      <div className={cx('min-w-0', small && 'flex-1 basis-64')}>
        <p className={cx('font-medium', !small && 'text-base')}>{over ? 'Let go to upload' : small ? 'Drop log files anywhere on this page' : 'Drop gateway log files here'}</p>
        <p className="text-xs text-soft">Access and error logs of any gateway, also gzip, several at once, any size. They stay on this server.</p>
        {note && <p role="status" className="mt-1 text-xs text-worse">{note}</p>}
      </div>
      <input ref={input} id="choose-files" type="file" multiple className="peer sr-only" aria-label="Choose log files"
        onChange={(e) => { onFiles([...(e.target.files ?? [])]); e.target.value = ''; }} />
      <label htmlFor="choose-files" className={cx(buttonLook({ kind: small ? 'plain' : 'primary' }), 'cursor-pointer peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-accent')}>Choose files</label>
    </div>
  );
}
