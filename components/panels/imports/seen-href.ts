import { isActive, type ImportSummary } from '@/lib/view/receipt';
import { EMPTY_VIEW, viewHref } from '@/lib/view/state';

/** Link to the charts of what an import holds; while it is being read, of its whole source, since its span still grows. */
export function seenHref(i: ImportSummary): string {
  const view = { ...EMPTY_VIEW, sources: [i.source.id] };
  return i.fromAt === null || i.toAt === null || isActive(i) ? viewHref('/', view) : viewHref('/', view, { from: new Date(i.fromAt).toISOString(), to: new Date(i.toAt + 1).toISOString() });
}
