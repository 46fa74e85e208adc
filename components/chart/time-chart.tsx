'use client';
import dynamic from 'next/dynamic';
import { useRouter, usePathname } from 'next/navigation';
import { useView } from '@/components/controls/use-view';
import { viewHref } from '@/lib/view/state';
import { Legend } from './legend';
import type { TimeChartProps } from './series';

// The plotting library comes after the page: it is no part of what a page needs to be read.
const Plot = dynamic(() => import('./plot').then((m) => m.Plot), { ssr: false, loading: () => <div className="skeleton size-full opacity-60" /> });

/** A chart over time. Dragging across it, or the keys (point-words.ts), make the selection the range of the page; going back undoes it. */
export function TimeChart(props: TimeChartProps) {
  const router = useRouter(), path = usePathname(), view = useView();
  const zoom = (from: number, to: number): void => router.push(viewHref(path, view, { from: new Date(from).toISOString(), to: new Date(to).toISOString() }), { scroll: false });
  return (
    <figure className="m-0 flex min-w-0 flex-col gap-2" aria-label={`${props.title}: chart. The same numbers are in its table.`}>
      <Legend series={props.series} marks={props.marks !== undefined && props.marks.length > 0} kind={props.kind} />
      <div style={{ height: props.height ?? 200 }} className="min-w-0 select-none"><Plot {...props} onZoom={zoom} /></div>
    </figure>
  );
}
