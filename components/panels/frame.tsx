import type { ReactNode } from 'react';
import { FrameBody } from './frame-body';

type Head = { title: string; sub?: ReactNode };
type Props = Head & {
  children: ReactNode;
  /** The same numbers as a table: every chart has one. */
  table?: ReactNode;
  /** Address of the export without its ending: "/api/panels/latency" and the query string of the view. */
  exports?: { path: string; query: string };
  /** Controls or a legend at the right of the title. */
  aside?: ReactNode;
};

export const frameClass = 'flex min-w-0 flex-col rounded-panel border border-line bg-panel';

/** A panel: title, sub-text, chart or table, exports. Every panel of every page sits in one. */
export function Frame({ title, sub, children, table, exports, aside }: Props) {
  return <section aria-label={title} className={frameClass}><FrameBody title={title} sub={sub} table={table} aside={aside} exports={exports}>{children}</FrameBody></section>;
}

/** What stands in a panel's place until its numbers are there; the same height, so that nothing jumps. */
export function FrameSkeleton({ title, height = 220 }: { title: string; height?: number }) {
  return (
    <section aria-label={title} aria-busy="true" className={frameClass}>
      <h2 className="px-5 pt-4 text-sm font-semibold">{title}</h2>
      <div className="px-5 pb-5 pt-3"><div className="skeleton w-full" style={{ height }} /><span className="sr-only" role="status">Loading</span></div>
    </section>
  );
}

/** Inside a frame: nothing to show, and why or what to do. */
export function FrameEmpty({ children }: { children: ReactNode }) {
  return <div className="flex min-h-32 flex-1 flex-col items-center justify-center gap-1 px-4 py-8 text-center text-soft">{children}</div>;
}
