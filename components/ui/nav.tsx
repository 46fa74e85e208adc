'use client';
import Link from '@/components/ui/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { useView } from '@/components/controls/use-view';
import { viewHref } from '@/lib/view/state';
import { cx } from './class-names';

const PAGES = [['/', 'Overview'], ['/hotspots', 'Hotspots'], ['/upstreams', 'Upstreams'], ['/calls', 'Calls'], ['/imports', 'Imports']] as const;

/** The pages. The range, the zone and the filters go along, except to the imports, which stand outside them. */
export function Nav() {
  const path = usePathname(), view = useView();
  return (
    <nav aria-label="Pages" className="-mb-px flex max-w-full gap-0.5 overflow-x-auto max-sm:order-last max-sm:-mx-2 max-sm:w-[calc(100%+1rem)] sm:gap-1">
      {PAGES.map(([href, name]) => {
        const here = href === '/' ? path === '/' : path === href || path.startsWith(href + '/');
        return <Link key={href} href={href === '/imports' ? href : viewHref(href, view)} aria-current={here ? 'page' : undefined}
          className={cx('border-b-2 px-2 py-3 text-sm sm:px-2.5 transition-colors focus-visible:-outline-offset-2', here ? 'border-accent font-medium text-ink' : 'border-transparent text-soft hover:text-ink')}>{name}</Link>;
      })}
    </nav>
  );
}

/** The name of the house, a way to the overview: the view goes along as it does in the pages beside it. */
export const Home = ({ children }: { children: ReactNode }) => <Link href={viewHref('/', useView())} title="To the overview" className="flex items-center gap-2 py-3 font-semibold tracking-tight">{children}</Link>;
