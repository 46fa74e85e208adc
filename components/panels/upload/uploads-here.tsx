'use client';
import { useEffect, useSyncExternalStore, type ComponentProps } from 'react';
import { remove, serverSnapshot, snapshot, subscribe } from './queue';
import { UploadPanel } from './upload-later';

/** The uploads of this visit above a page that has data to show by now: nothing without any. Rows of imported files go when the page is left. */
export function UploadsHere(props: Omit<ComponentProps<typeof UploadPanel>, 'listed'>) {
  const some = useSyncExternalStore(subscribe, snapshot, serverSnapshot).length > 0;
  useEffect(() => () => { for (const i of snapshot()) if (i.state === 'imported') void remove(i.key); }, []);
  return some ? <div className="no-print mb-5"><UploadPanel {...props} listed={NONE} /></div> : null;
}

const NONE: readonly number[] = [];
