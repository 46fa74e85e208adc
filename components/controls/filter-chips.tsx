import Link from '@/components/ui/link';
import { Icon } from '@/components/ui/icon';
import { SafeText } from '@/components/ui/safe-text';
import { chipsOf as filterChips } from '@/lib/view/filters';
import { viewHref, type ViewState } from '@/lib/view/state';

type Chip = { name: string; value: string; none?: boolean; without: Partial<ViewState> };

/** What a view filters by, as chips in a fixed order. `sources` gives names for ids, `importName` that of the view's import. */
export function chipsOf(v: ViewState, sources: ReadonlyMap<number, string>, importName: string | null): Chip[] {
  return [
    ...v.sources.map((id): Chip => ({ name: 'Source', value: sources.get(id) ?? `${id}, not there`, without: { sources: v.sources.filter((s) => s !== id) } })),
    ...filterChips(v).map(({ key, label, value, none }): Chip => ({ name: label, value: key === 'importId' ? importName ?? value : value, none, without: { [key]: null } })),
  ];
}

/** The filters as chips, each with a link that takes it away; every one is one step of the browser's history. */
export function FilterChips({ path, view, sources, importName, sourceInMenu }: { path: string; view: ViewState; sources: ReadonlyMap<number, string>; importName: string | null; /** The menu beside them names the source: its chip is only for paper, where the menu is not. */ sourceInMenu: boolean }) {
  const chips = chipsOf(view, sources, importName), paper = (c: Chip): boolean => sourceInMenu && c.name === 'Source', shown = chips.filter((c) => !paper(c));
  if (chips.length === 0) return null;
  const none = Object.assign({}, ...shown.map((c) => c.without), sourceInMenu ? {} : { sources: [] }) as Partial<ViewState>;
  return (
    <ul aria-label="Filters" className={(shown.length > 0 ? 'flex' : 'hidden print:flex') + ' flex-wrap items-center gap-2'}>
      {chips.map((c) => (
        <li key={c.name + c.value} className={(paper(c) ? 'hidden print:flex' : 'flex') + ' max-w-full items-center gap-1.5 rounded-full border border-line bg-panel py-0.5 pl-3 pr-1 text-sm'}>
          <span className="text-faint">{c.name}</span><SafeText text={c.value} className={'truncate ' + (c.none ? 'italic text-soft' : 'font-medium')} />
          <Link href={viewHref(path, view, c.without)} scroll={false} aria-label={`Remove the filter ${c.name} ${c.value}`} className="no-print rounded-full p-1 text-faint hover:bg-sunken hover:text-ink"><Icon name="cross" size={12} /></Link>
        </li>
      ))}
      {shown.length > 1 && <li className="no-print"><Link href={viewHref(path, view, none)} scroll={false} className="text-sm text-soft underline underline-offset-4 hover:text-ink">Clear all</Link></li>}
    </ul>
  );
}
