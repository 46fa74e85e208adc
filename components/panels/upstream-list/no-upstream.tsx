import Link from '@/components/ui/link';
import { buttonLook } from '@/components/ui/button';
import type { Ask } from '@/lib/db/ask';
import { readNames } from '@/lib/db/names-read';
import { namesOf } from '@/lib/db/outcomes';
import { viewHref } from '@/lib/view/state';

/** Whether any source has an upstream of this name, with or without calls in the range: not only those that the view shows. */
export async function upstreamExists(ask: Ask, upstream: string): Promise<boolean> {
  const named = { upstream, instance: null };
  return (await namesOf(ask)).instanceIds(named).size > 0 || (ask.view.sources.length > 0 && (await readNames(ask.viewer, [])).instanceIds(named).size > 0);
}

/** The page of an upstream that there is not: a typing slip, or a name from before it was renamed. */
export function NoUpstream({ ask: { view } }: { ask: Ask }) {
  return (
    <div className="mx-auto max-w-lg py-20 text-center">
      <h2 className="text-lg font-semibold">No upstream has this name</h2>
      <p className="mt-2 text-soft">It may have been renamed, or what named it was deleted.</p>
      <p className="mt-6"><Link href={viewHref('/upstreams', view, { upstream: null, instance: null })} className={buttonLook({ kind: 'primary' })}>Show all upstreams</Link></p>
    </div>
  );
}
