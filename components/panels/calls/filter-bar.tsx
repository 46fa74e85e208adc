'use client';
import { useRouter } from 'next/navigation';
import { useId, useRef, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Field, Select } from '@/components/ui/field';
import { Icon } from '@/components/ui/icon';
import { ATTEMPT_TITLES, chipsOf, CLASS_GROUPS, CLASS_WORDS, NONE } from '@/lib/view/filters';
import { NO_NAME } from '@/lib/view/names';
import { nameParam, parseView, PHASES, viewHref, viewQuery, type ViewState } from '@/lib/view/state';

/** Names to choose from; a name that is not among them can be typed all the same. */
export type FilterNames = { routes: string[]; upstreams: string[]; instances: string[] };

/** Names as they are typed: a dash stands for none. */
const Options = ({ id, names, what }: { id: string; names: string[]; what: string }) => <datalist id={id}>{names.map((n) => <option key={n} value={nameParam(n)} />)}<option value={nameParam(NO_NAME)}>{`${NONE}: calls without ${what}`}</option></datalist>;
const hintOf = (value: string | number | null, what: string): string | undefined => (value === NO_NAME || value === 0 ? `“-” is ${NONE}: without ${what}` : undefined);

const typedName = (name: string | null): string => (name === null ? '' : nameParam(name));

/**
 * The filters as a plain form: works with the keyboard alone, and without JavaScript. What it sends is the state of the page; with
 * JavaScript the address leaves the empty fields out.
 */
export function FilterBar({ view, names }: { view: ViewState; names: FilterNames }) {
  const router = useRouter(), id = useId(), fold = useRef<HTMLElement>(null), chips = chipsOf(view);
  const more = chips.some((c) => !['importId', 'text', 'failure', 'route', 'upstream'].includes(c.key));
  const apply = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    // A name that stands in its field as the log has it keeps its blanks; what is typed does not.
    const kept = new Set([view.route, view.upstream, view.instance].map((n) => n && nameParam(n)));
    const typed = parseView(Object.fromEntries([...new FormData(e.currentTarget)].map(([k, v]) => [k, kept.has(String(v)) ? String(v) : String(v).trim()])));
    // On a phone the calls come into view again, and the focus stays at the way back.
    if (fold.current?.offsetParent) { fold.current.closest('details')!.open = false; fold.current.focus(); }
    router.push(viewHref('/calls', { ...typed, sort: view.sort }));
  };
  return (
    <form action="/calls" method="get" role="search" aria-label="Filter the calls" onSubmit={apply} className="no-print rounded-panel border border-line bg-panel px-5 py-2 sm:py-4">
      <details className="peer sm:hidden"><summary ref={fold} className="py-1 font-medium">Filters{chips.length > 0 && ` (${chips.length})`}</summary></details>
      {/* Back and forward must put the fields back too: another address is another form. */}
      <div key={viewQuery(view)} className="max-sm:hidden max-sm:pb-2 max-sm:pt-3 max-sm:peer-open:block">
      {view.from !== null && <input type="hidden" name="from" value={view.from} />}
      {view.to !== null && <input type="hidden" name="to" value={view.to} />}
      {view.zone !== 'UTC' && <input type="hidden" name="tz" value={view.zone} />}
      {view.sources.length > 0 && <input type="hidden" name="source" value={view.sources.join(',')} />}
      {view.importId !== null && <input type="hidden" name="import" value={view.importId} />}
      <div className="grid grid-cols-2 items-start gap-3 lg:grid-cols-[2fr_1.3fr_2fr_1.3fr_auto] [&>div:nth-child(1)]:col-span-2 [&>div:nth-child(3)]:max-sm:order-1 [&>div:nth-child(3)]:max-sm:col-span-2 lg:[&>div:nth-child(1)]:col-span-1">
        <Field label="Text in the line" name="q" type="search" defaultValue={view.text ?? ''} placeholder="any words, as logged" autoComplete="off" spellCheck={false} />
        <Select label="Outcome" name="failure" defaultValue={view.failure ?? ''}>
          <option value="">Every call</option>
          {Object.entries(CLASS_WORDS).map(([value, title]) => <option key={value} value={value}>{title}</option>)}
          {CLASS_GROUPS.map((g) => <optgroup key={g.label} label={g.label}>{g.classes.map((f) => <option key={f.id} value={f.id}>{f.title}</option>)}</optgroup>)}
        </Select>
        <Field label="Route" name="route" list={id + 'r'} defaultValue={typedName(view.route)} hint={hintOf(view.route, 'a route')} placeholder="GET /api/items/{id}" autoComplete="off" spellCheck={false} />
        <Field label="Upstream" name="upstream" list={id + 'u'} defaultValue={typedName(view.upstream)} hint={hintOf(view.upstream, 'an upstream')} placeholder="any" autoComplete="off" spellCheck={false} />
        <Button type="submit" kind="primary" className="max-lg:col-span-2 max-sm:order-2 lg:mt-5"><Icon name="filter" /> Apply</Button>
      </div>
      <details className="-mb-1 mt-2" open={more || undefined}>
        <summary className="w-fit py-1 text-xs font-medium text-soft">More filters</summary>
        <div className="mb-1 mt-2 grid grid-cols-2 gap-3 sm:grid-cols-3 items-start lg:grid-cols-[1.4fr_0.7fr_1.2fr_1fr_0.8fr_0.8fr_1.1fr_1.4fr]">
          <Field label="Instance" name="instance" list={id + 'i'} defaultValue={typedName(view.instance)} hint={hintOf(view.instance, 'an instance')} placeholder="10.0.0.1:8080" autoComplete="off" spellCheck={false} />
          <Field label="Status" name="status" inputMode="numeric" pattern="\s*([1-5][0-9][0-9]|-)\s*" title="100 to 599, or - for none" defaultValue={view.status === 0 ? '-' : view.status ?? ''} hint={hintOf(view.status, 'a status')} placeholder="504" autoComplete="off" />
          <Select label="Attempts" name="attempts" defaultValue={view.attempts ?? ''} hint={view.attempts === null ? undefined : 'Outcome, phase, upstream and instance are then the attempt’s'}>
            <option value="">The last one</option>
            {Object.entries(ATTEMPT_TITLES).map(([value, title]) => <option key={value} value={value}>{title}</option>)}
          </Select>
          <Select label="Died in phase" name="phase" defaultValue={view.phase ?? ''}>
            <option value="">Any</option>
            {PHASES.map((p) => <option key={p} value={p}>{p}</option>)}
          </Select>
          <Field label="At least, ms" name="min" type="number" min={0} step={1} defaultValue={view.minMs ?? ''} placeholder="1000" />
          <Field label="At most, ms" name="max" type="number" min={0} step={1} defaultValue={view.maxMs ?? ''} />
          <Field label="Client" name="client" defaultValue={view.client ?? ''} placeholder="203.0.113.7" autoComplete="off" spellCheck={false} />
          <Field label="Request id" name="rid" defaultValue={view.requestId ?? ''} autoComplete="off" spellCheck={false} />
        </div>
      </details>
      </div>
      <Options id={id + 'r'} names={names.routes} what="a route" /><Options id={id + 'u'} names={names.upstreams} what="an upstream" /><Options id={id + 'i'} names={names.instances} what="an instance" />
    </form>
  );
}
