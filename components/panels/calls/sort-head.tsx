import Link from '@/components/ui/link';
import type { ReactNode } from 'react';
import { viewHref, type ViewState } from '@/lib/view/state';

/** A column head that sorts by its column. Only one order each: newest, slowest. */
export function SortHead({ view, sort, end, children }: { view: ViewState; sort: ViewState['sort']; end?: boolean; children: ReactNode }) {
  const here = view.sort === sort;
  return (
    <Link href={viewHref('/calls', view, { sort })} scroll={false} aria-current={here || undefined} title={sort === 'slowest' ? 'Slowest first' : 'Newest first'}
      className={'-my-1 block py-1 ' + (end ? 'text-right ' : '') + (here ? 'text-ink' : 'hover:text-ink')}>{children}<span aria-hidden="true">{here ? ' ↓' : ''}</span></Link>
  );
}
