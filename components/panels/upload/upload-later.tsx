'use client';
import dynamic from 'next/dynamic';

/** The upload panel in a file of its own: a page that has data to show does not load it. */
export const UploadPanel = dynamic(() => import('./upload-panel').then((m) => m.UploadPanel));
