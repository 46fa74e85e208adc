/** Draws the calls of the travel site, one after another, from its story. */
import { logNormal, random, type Random } from './random';
import { CITIES, requestId, ROUTES, SEARCH_WEIGHT, STORY, UPSTREAMS, type Route, type Upstream } from './travel-world';
import type { WorldCall, WorldTry } from './world-call';

const HOST = 'travel.example';
const AGENTS = ['Mozilla/5.0 (X11; Linux x86_64; rv:136.0) Gecko/20100101 Firefox/136.0', 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) Safari/605.1', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/134.0', 'TravelApp/7.2 (Android 15)'];
const TOTAL = ROUTES.reduce((sum, r) => sum + r.weight, SEARCH_WEIGHT);
const within = (t: number, span: { from: number; to: number }): boolean => t >= span.from && t < span.to;

/** The whole world of a seed: calls in the order of their ends, as a gateway writes them. `perSecond` is the visitors' rate. */
export function travelCalls(seed: number, perSecond = 8): WorldCall[] {
  const r = random(seed), calls: WorldCall[] = [], site = new Site(r, calls);
  for (let t = STORY.from; t < STORY.to; ) {
    // A little busier in the middle; the gaps between arrivals are exponential.
    const shape = 0.85 + 0.3 * Math.sin((Math.PI * (t - STORY.from)) / (STORY.to - STORY.from));
    t += (-Math.log(1 - r()) * 1000) / (perSecond * shape);
    if (t < STORY.to) site.visit(Math.round(t));
  }
  return calls.filter((c) => c.end < STORY.to).sort((a, b) => a.end - b.end || (a.requestId < b.requestId ? -1 : 1));
}

class Site {
  constructor(private readonly r: Random, private readonly calls: WorldCall[]) {}

  visit(t: number): void {
    let w = this.r() * TOTAL;
    const client = this.r() < 0.03 ? `2001:db8:7::${1 + Math.floor(this.r() * 200)}` : `${['192.0.2', '198.51.100', '203.0.113'][Math.floor(this.r() * 3)]}.${1 + Math.floor(this.r() * 254)}`;
    if ((w -= SEARCH_WEIGHT) < 0) return this.search(t, client);
    for (const route of ROUTES) if ((w -= route.weight) < 0) { this.plain(t, client, route); return; }
  }

  /** POST /api/flights/search: two providers side by side, then pricing, then the answer; the gateway waits 25 s for it. */
  private search(t: number, client: string): void {
    const { r } = this, instance = this.pick(UPSTREAMS.search), inside = instance.split(':')[0], wrong = within(t, { from: STORY.onset, to: STORY.recovery }) && r() < STORY.slowShare;
    const asked = t + 4 + Math.floor(r() * 8);
    const skylink = wrong
      ? this.call(asked, inside, 'POST', STORY.provider, UPSTREAMS.providers, STORY.providerLimitMs + Math.floor(r() * 6), 504, 118, 'upstream_reported_timeout')
      : this.call(asked, inside, 'POST', STORY.provider, UPSTREAMS.providers, logNormal(r, 420, 0.45), 200, 9000, null);
    const aerolane = this.call(asked, inside, 'POST', '/providers/aerolane/offers', UPSTREAMS.providers, logNormal(r, 380, 0.4), 200, 11_000, null);
    const priced = Math.max(skylink.end, aerolane.end) + 3 + Math.floor(r() * 10);
    const pricing = this.call(priced, inside, 'POST', '/pricing/quotes', UPSTREAMS.pricing, wrong ? STORY.pricingMs + 20 + logNormal(r, 120, 0.6) : logNormal(r, 90, 0.5), 200, 5200, null);
    const wait = pricing.end + 20 + Math.floor(r() * 60) - t;
    const patience = wrong && r() < 0.3 ? 6000 + r() * 16_000 : r() < 0.002 ? 150 + r() * 500 : Infinity;
    const tried = (totalMs: number, headerMs: number | null, status: number | null, bytes: number, failure: string | null): WorldTry[] => [{ addr: instance, connectMs: 0, headerMs, totalMs, status, bytes, failure }];
    if (patience < Math.min(wait, STORY.readLimitMs)) this.put(t, patience, client, 'POST', '/api/flights/search', 499, 0, tried(patience, null, null, 0, 'client_abort'), 'client_abort');
    else if (wait > STORY.readLimitMs) { const total = STORY.readLimitMs + Math.floor(r() * 9); this.put(t, total, client, 'POST', '/api/flights/search', 504, 167, tried(total, null, 504, 0, 'first_byte_timeout'), 'first_byte_timeout'); }
    else this.put(t, wait + 6, client, 'POST', '/api/flights/search', 200, 24_000, tried(wait + 5, wait, 200, 24_000, null), null);
  }

  private plain(t: number, client: string, route: Route): void {
    const { r } = this, fate = r();
    // Suggestions are dropped when the visitor types on: an abort that nobody is to blame for.
    if (route.upstream === 'suggest' && fate < 0.004) { const after = 3 + r() * 20; this.put(t, after, client, route.method, route.path(r), 499, 0, [{ addr: this.pick(UPSTREAMS.suggest), connectMs: 0, headerMs: null, totalMs: after, status: null, bytes: 0, failure: 'client_abort' }], 'client_abort'); return; }
    const [status, failure] = fate < route.bad ? [500, 'upstream_5xx'] : fate < route.bad + route.missing ? [404, null] : [200, null];
    this.call(t, client, route.method, route.path(r), UPSTREAMS[route.upstream], logNormal(r, route.median, route.spread), status as number, status === 200 ? route.bytes * (0.6 + r() * 0.8) : 150, failure as string | null);
  }

  /** One call to a group: instances that do not take the connection are tried and left, as nginx does with max_fails=0. */
  private call(t: number, client: string, method: string, target: string, group: Upstream, wait: number, status: number, bytes: number, failure: string | null): WorldCall {
    const { r } = this, tries: WorldTry[] = [];
    let at = t, addr = this.pick(group);
    for (let n = 0; n < Math.min(3, group.hosts.length); n++, addr = group.hosts[(group.hosts.indexOf(addr) + 1) % group.hosts.length]) {
      const full = addr === STORY.full.addr && within(at, STORY.full) && r() < STORY.full.share, refused = (addr === STORY.restart.addr && within(at, STORY.restart)) || (addr === STORY.outage.addr && within(at, STORY.outage));
      if (!full && !refused) return this.answered(t, at, client, method, target, addr, wait, status, bytes, failure, tries);
      const lost = full ? STORY.connectLimitMs + Math.floor(r() * 5) : Math.floor(r() * 2);
      tries.push({ addr, connectMs: null, headerMs: null, totalMs: lost, status: full ? 504 : 502, bytes: 0, failure: full ? 'connect_timeout' : 'connect_refused' });
      at += lost;
    }
    const last = tries[tries.length - 1];
    return this.put(t, at - t, client, method, target, last.status!, last.status === 504 ? 167 : 157, tries, last.failure);
  }

  private answered(t: number, at: number, client: string, method: string, target: string, addr: string, wait: number, status: number, bytes: number, failure: string | null, tries: WorldTry[]): WorldCall {
    const { r } = this, weak = addr === STORY.weak.addr, connect = r() < 0.93 ? 0 : 1 + Math.floor(r() * 2);
    if (weak && r() < STORY.weak.bad) { status = 500; failure = 'upstream_5xx'; bytes = 150; }
    const header = connect + Math.max(1, Math.round(weak ? wait * STORY.weak.slower : wait)), total = header + Math.round(bytes / 40_000 + r());
    tries.push({ addr, connectMs: connect, headerMs: header, totalMs: total, status, bytes: Math.round(bytes), failure });
    return this.put(t, at - t + total, client, method, target, status, bytes, tries, failure);
  }

  private put(start: number, ms: number, client: string, method: string, target: string, status: number, bytes: number, tries: WorldTry[], failure: string | null): WorldCall {
    const { r } = this, inside = client.startsWith('10.');
    for (const t of tries) t.totalMs = Math.round(t.totalMs);
    const call: WorldCall = {
      start, end: start + Math.round(ms), client, host: inside ? 'gateway.internal' : HOST, method, target: target === '/api/flights/search' ? `${target}?from=${this.city()}&to=${this.city()}` : target,
      referer: inside || target === '/' || target === '/healthz' ? '-' : `https://${HOST}/`, agent: inside ? 'search/2.14' : target === '/healthz' ? 'probe/1' : AGENTS[Math.floor(r() * AGENTS.length)],
      requestId: requestId(r), status, bytes: Math.round(bytes), tries, failure,
    };
    this.calls.push(call);
    return call;
  }

  private city(): string { return CITIES[Math.floor(this.r() * CITIES.length)].slice(0, 3).toUpperCase(); }
  private pick(group: Upstream): string { return group.hosts[Math.floor(this.r() * group.hosts.length)]; }
}
