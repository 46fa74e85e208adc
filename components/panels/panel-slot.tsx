import { Suspense, type ReactNode } from 'react';
import { FrameSkeleton } from './frame';
import { PanelBoundary } from './panel-boundary';

/** A place on a page for one panel: it streams by itself, and when it fails it fails alone. `children` is the panel's async component. */
export function PanelSlot({ title, height, children }: { title: string; height?: number; children: ReactNode }) {
  return <PanelBoundary title={title}><Suspense fallback={<FrameSkeleton title={title} height={height} />}>{children}</Suspense></PanelBoundary>;
}
