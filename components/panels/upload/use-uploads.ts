'use client';
import { useEffect, useSyncExternalStore } from 'react';
import { restore, serverSnapshot, snapshot, subscribe, type UploadItem } from './queue';

/** The uploads of this browser, as they change. Brings back what an earlier visit left. */
export function useUploads(): UploadItem[] {
  useEffect(() => { void restore(); }, []);
  return useSyncExternalStore(subscribe, snapshot, serverSnapshot);
}
