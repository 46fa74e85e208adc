/**
 * How routes, upstreams and instances are called: one meaning for links, filters and panels. The empty name is what calls have that went
 * nowhere: no route, no upstream, no instance; its id in the cells is 0. No real name is empty.
 */
export const NO_NAME = '';

/** An instance with the name of its group; null while it is in none. */
export type Named = { id: number; label: string; addr: string; group: string | null };

/** "be/s1" where the log names the group of an address, else the address. */
export const instanceName = (i: Pick<Named, 'label' | 'addr'>): string => (i.label ? `${i.label}/${i.addr}` : i.addr);
/** The name of an instance where its group stands beside it: "s1" of "be/s1". */
export const nameWithin = (group: string, instance: string): string => (instance.startsWith(`${group}/`) ? instance.slice(group.length + 1) : instance);
/** An instance in no group is its own upstream. */
export const upstreamName = (i: Omit<Named, 'id'>): string => i.group ?? instanceName(i);

/**
 * The ids of the instances that a view names; null = any. A name in full means exactly that instance, so that a link holds what its number
 * counted; an address alone that is no full name, as people type it, means every instance there. The same name in two sources is one name.
 */
export function instancesNamed(all: readonly Named[], { upstream, instance }: { upstream: string | null; instance: string | null }): ReadonlySet<number> {
  const ids = new Set<number>(), exact = instance !== null && all.some((i) => instanceName(i) === instance);
  if ((upstream ?? NO_NAME) === NO_NAME && (instance ?? NO_NAME) === NO_NAME) ids.add(0);
  for (const i of all) if ((upstream === null || upstreamName(i) === upstream) && (instance === null || (exact ? instanceName(i) : i.addr) === instance)) ids.add(i.id);
  return ids;
}

/** The ids of a route by its name. */
export const routesNamed = (all: readonly { id: number; name: string }[], name: string): ReadonlySet<number> => new Set(name === NO_NAME ? [0] : all.filter((r) => r.name === name).map((r) => r.id));
