import Link from 'next/link';
import { Icon } from '@/components/ui/icon';
import { SafeText } from '@/components/ui/safe-text';
import { viewHref, type ViewState } from '@/lib/view/state';
import { visibleText } from '@/lib/view/visible-text';
import { NO_FILTERS, type Chip } from './filter-fields';

/** What is filtered, each with a link that takes it away. */
export function Chips({ view, chips }: { view: ViewState; chips: Chip[] }) {
  return (
    <ul aria-label="Filters in force" className="mt-3 flex flex-wrap items-center gap-2">
      {chips.map((c) => (
        <li key={c.key} className="max-w-full">
          <Link href={viewHref('/calls', view, { [c.key]: null })} prefetch={false} aria-label={`Remove ${c.label}: ${visibleText(c.value)}`}
            className="flex max-w-full items-center gap-1.5 rounded-full border border-line bg-sunken py-0.5 pl-2.5 pr-1.5 text-xs hover:border-line-strong">
            <span className="text-faint">{c.label}</span> <SafeText text={c.value} className="truncate font-medium" /> <Icon name="cross" size={12} className="text-faint" />
          </Link>
        </li>
      ))}
      <li><Link href={viewHref('/calls', view, { ...NO_FILTERS, sort: null })} prefetch={false} className="px-1 text-xs text-accent underline-offset-2 hover:underline">Clear all</Link></li>
    </ul>
  );
}
