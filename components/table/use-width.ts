'use client';
import { useSyncExternalStore } from 'react';

const listen = (tell: () => void): (() => void) => { window.addEventListener('resize', tell); return () => window.removeEventListener('resize', tell); };

/** Width of the window in px; on the server a desktop's. */
export const useWidth = (): number => useSyncExternalStore(listen, () => document.documentElement.clientWidth, () => 1280);
