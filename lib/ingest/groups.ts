/**
 * Upstream groups from addresses alone: nginx logs which address took a call, not the name of its upstream block.
 *
 * Two instances belong together when a call was retried from one to the other (nginx retries only inside a block), or when they listen on
 * the same port and serve the same routes. Sharing a port or a health check alone proves nothing, so it never merges.
 */
export type GroupInstance = { id: number; label: string; addr: string; upstreamId: number | null };
/** EDGES cells, summed: kind 0 = calls of route a that went to instance b; kind 1 = retries from instance a to instance b. */
export type GroupEdge = { kind: number; a: number; b: number; count: number };
export type InferredGroup = {
  name: string; instances: number[];
  /** The upstream that most of these instances are in already; it keeps its row and its name. null = a new one. */
  upstreamId: number | null;
  /** False where the log itself names the group. */
  inferred: boolean;
};

/** Both must have at least this share of their calls on routes that the other serves too. */
const SHARED = 0.8;
const HEALTH = /\/(?:healthz?|livez?|readyz?|ping|status|metrics|favicon\.ico)$/i;

/** "10.1.2.3:8080" → "8080", "[::1]:80" → "80", a socket path or a bare name → itself. */
const portOf = (addr: string): string => /:(\d+)$/.exec(addr)?.[1] ?? addr;

class Sets {
  private readonly parent = new Map<number, number>();
  /** Upstream that a person fixed for a set, by the set's leader: two of them never become one, not even by way of a third instance. */
  readonly held = new Map<number, number>();
  find(x: number): number { let p = this.parent.get(x) ?? x; if (p !== x) { p = this.find(p); this.parent.set(x, p); } return p; }
  /** The smaller id leads, so the result does not depend on the order of merging. */
  join(a: number, b: number): void {
    const [x, y] = [this.find(a), this.find(b)], hx = this.held.get(x), hy = this.held.get(y);
    if (x === y || (hx !== undefined && hy !== undefined && hx !== hy)) return;
    this.parent.set(Math.max(x, y), Math.min(x, y));
    if ((hx ?? hy) !== undefined) this.held.set(Math.min(x, y), (hx ?? hy)!);
  }
}

/** Calls by route of each instance, health checks left out. */
function servedRoutes(edges: GroupEdge[], routeName: (id: number) => string): Map<number, Map<number, number>> {
  const served = new Map<number, Map<number, number>>();
  for (const { kind, a, b, count } of edges) {
    if (kind !== 0 || count <= 0 || a === 0 || HEALTH.test(routeName(a)) || routeName(a) === '(other)') continue;
    let of = served.get(b);
    if (!of) served.set(b, (of = new Map()));
    of.set(a, (of.get(a) ?? 0) + count);
  }
  return served;
}

function sharedShare(own: Map<number, number>, other: Map<number, number>): number {
  let all = 0, shared = 0;
  for (const [route, n] of own) { all += n; if (other.has(route)) shared += n; }
  return all === 0 ? 0 : shared / all;
}

/** "10.1.2.*:8080" for several addresses, the address itself for one. */
export function groupName(addrs: string[]): string {
  if (addrs.length === 1) return addrs[0];
  const ports = new Set(addrs.map(portOf)), hosts = addrs.map((a) => a.replace(/:\d+$/, ''));
  let n = 0;
  while (hosts.every((h) => n < h.length && h[n] === hosts[0][n])) n++;
  const cut = hosts[0].slice(0, n), prefix = hosts.every((h) => h === hosts[0]) ? hosts[0] : cut.replace(/[^.:/-]*$/, '') + '*';
  return ports.size === 1 && portOf(addrs[0]) !== addrs[0] ? `${prefix}:${[...ports][0]}` : ports.size > 1 && prefix !== '*' ? `${prefix}:*` : prefix;
}

function routePrefix(routes: string[]): string {
  const paths = routes.map((r) => r.replace(/^\S+ /, '').split('/'));
  let n = 0;
  while (n < 4 && paths.length > 0 && paths.every((p) => n < p.length && p[n] === paths[0][n])) n++;
  return paths.length === 0 ? '' : paths[0].slice(0, n).join('/');
}

/** Groups of one source. `fixed` are upstreams that a person named or filled: their instances stay where they are. */
export function inferGroups(instances: GroupInstance[], edges: GroupEdge[], routeName: (id: number) => string, fixed: ReadonlySet<number> = new Set()): InferredGroup[] {
  const labelled = new Map<string, number[]>(), bare = instances.filter((i) => i.label === '').sort((x, y) => x.id - y.id), known = new Set(bare.map((i) => i.id));
  for (const i of instances) if (i.label !== '') labelled.set(i.label, [...(labelled.get(i.label) ?? []), i.id]);
  const sets = new Sets(), served = servedRoutes(edges, routeName), fixedFirst = new Map<number, number>();
  for (const i of bare) {
    if (i.upstreamId === null || !fixed.has(i.upstreamId)) continue;
    sets.held.set(sets.find(i.id), i.upstreamId);
    const first = fixedFirst.get(i.upstreamId);
    if (first === undefined) fixedFirst.set(i.upstreamId, i.id); else sets.join(first, i.id);
  }
  for (const e of edges) if (e.kind === 1 && e.count > 0 && known.has(e.a) && known.has(e.b)) sets.join(e.a, e.b);
  const byPort = new Map<string, GroupInstance[]>();
  for (const i of bare) byPort.set(portOf(i.addr), [...(byPort.get(portOf(i.addr)) ?? []), i]);
  for (const peers of byPort.values()) for (let i = 0; i < peers.length; i++) for (let j = i + 1; j < peers.length; j++) {
    const a = served.get(peers[i].id), b = served.get(peers[j].id);
    if (a && b && sharedShare(a, b) >= SHARED && sharedShare(b, a) >= SHARED) sets.join(peers[i].id, peers[j].id);
  }
  const groups = new Map<number, GroupInstance[]>();
  for (const i of bare) groups.set(sets.find(i.id), [...(groups.get(sets.find(i.id)) ?? []), i]);
  const out: InferredGroup[] = [...labelled].map(([name, ids]) => ({ name, instances: ids, upstreamId: null, inferred: false }));
  const names = new Set(out.map((g) => g.name)), usedRows = new Set<number>();
  for (const members of groups.values()) {
    const addrs = members.map((m) => m.addr), routes = [...new Set(members.flatMap((m) => [...(served.get(m.id)?.keys() ?? [])]))].map(routeName), prefix = routePrefix(routes);
    let name = groupName(addrs);
    if (names.has(name) && prefix !== '') name = `${name} ${prefix}`;
    for (let n = 2; names.has(name); n++) name = `${groupName(addrs)} (${n})`;
    names.add(name);
    const row = members.map((m) => m.upstreamId).filter((u): u is number => u !== null && !usedRows.has(u)).sort((x, y) => Number(fixed.has(y)) - Number(fixed.has(x)) || x - y)[0] ?? null;
    if (row !== null) usedRows.add(row);
    out.push({ name, instances: members.map((m) => m.id), upstreamId: row, inferred: true });
  }
  return out;
}
