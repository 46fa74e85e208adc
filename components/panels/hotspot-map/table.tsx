'use client';
import { NumberLink } from '@/components/panels/number-link';
import { PlainTable } from '@/components/table/plain-table';
import { SafeText } from '@/components/ui/safe-text';
import { partOf } from '@/lib/view/filters';
import { formatShare } from '@/lib/view/format-number';
import { formatRange } from '@/lib/view/format-time';
import type { ViewState } from '@/lib/view/state';
import { callsHref } from '@/lib/view/time';
import type { HotspotMap } from './prepare';

type Props = { title: string; map: HotspotMap; view: ViewState; by: 'route' | 'upstream'; unit: string };

const cellTime = (c: { fromMs: number; toMs: number }) => ({ frozen: { from: new Date(c.fromMs).toISOString(), to: new Date(c.toMs).toISOString() } });

/** A row for each cell with a hit; made in the browser from the map, once it is asked for: a thousand rows are most of a page. */
export function HotspotTable({ title, map, view, by, unit }: Props) {
  return (
    <PlainTable caption={title} rows={map.rows.flatMap((r) => r.cellHits.map((hits, i) => ({ name: r.name, link: r.link, hits, calls: r.cellCalls[i], ...map.columns[i] })).filter((c) => c.hits > 0))} rowKey={(c) => `${JSON.stringify(c.link)} ${c.fromMs}`}
      columns={[
        { key: 'name', head: by === 'route' ? 'Route' : 'Upstream', cell: (c) => <SafeText text={c.name} /> },
        { key: 'time', head: 'Time', cell: (c) => formatRange(c.fromMs, c.toMs, view.zone) },
        { key: 'hits', head: unit, right: true, cell: (c) => <NumberLink n={c.hits} href={callsHref(view, cellTime(c), { ...c.link, failure: partOf(view.failure, 'any') })} /> },
        { key: 'calls', head: 'of calls', right: true, cell: (c) => (c.calls > 0 ? <NumberLink n={c.calls} href={callsHref(view, cellTime(c), { ...c.link, failure: null, phase: null })} /> : '–') },
        { key: 'share', head: 'Share', right: true, cell: (c) => formatShare(c.calls > 0 ? c.hits / c.calls : null) },
      ]} />
  );
}
