/**
 * The travel site of the sample incident: its upstreams, its routes, and what happens to it when.
 * Every number of the story stands here; the traffic is drawn from it.
 */
import type { Random } from './random';

export type Upstream = { name: string; port: number; hosts: string[] };
const upstream = (name: string, net: number, port: number, instances: number): Upstream => ({ name, port, hosts: Array.from({ length: instances }, (_, i) => `10.30.${net}.${11 + i}:${port}`) });

export const UPSTREAMS = {
  search: upstream('search', 1, 8080, 4), web: upstream('web', 2, 8081, 3), pricing: upstream('pricing', 3, 8083, 3), hotels: upstream('hotels', 4, 8084, 3),
  bookings: upstream('bookings', 5, 8085, 3), reviews: upstream('reviews', 6, 8086, 1), accounts: upstream('accounts', 7, 8087, 2), suggest: upstream('suggest', 8, 8088, 2),
  providers: upstream('providers', 9, 8089, 2),
} satisfies Record<string, Upstream>;
export type UpstreamName = keyof typeof UPSTREAMS;

const MINUTE = 60_000;
export const DAY = Date.UTC(2026, 2, 12);
const at = (h: number, m: number): number => DAY + (h * 60 + m) * MINUTE;

export const STORY = {
  from: at(8, 30), to: at(10, 30),
  /** A provider stops answering: its adapter gives up after 15 s, then pricing must quote without a cache and takes 10 s. */
  onset: at(9, 20), recovery: at(10, 5),
  provider: '/providers/skylink/offers', providerLimitMs: 15_000, pricingMs: 10_000, slowShare: 0.7,
  /** The gateway's proxy_read_timeout and proxy_connect_timeout. */
  readLimitMs: 25_000, connectLimitMs: 3_000,
  /** One pricing instance drops new connections while the load is on. Retries hide it. */
  full: { addr: '10.30.3.12:8083', from: at(9, 24), to: at(10, 5), share: 0.35 },
  /** One booking instance is restarted and refuses connections. Retries hide it. */
  restart: { addr: '10.30.5.12:8085', from: at(9, 40), to: at(9, 46) },
  /** The only instance of reviews is restarted: nothing can hide that. */
  outage: { addr: '10.30.6.11:8086', from: at(8, 52), to: at(8, 53) + 30_000 },
  /** One hotel instance is slower than its peers and fails now and then, all day. */
  weak: { addr: '10.30.4.13:8084', slower: 3.2, bad: 0.045 },
};

export type Route = { method: string; upstream: UpstreamName; weight: number; median: number; spread: number; bad: number; missing: number; bytes: number; path: (r: Random) => string };
const id = (r: Random, from: number, count: number): number => from + Math.floor(r() * count);
const hex = (r: Random, digits: number): string => { let s = ''; while (s.length < digits) s += Math.floor(r() * 0x1000000).toString(16).padStart(6, '0'); return s.slice(0, digits); };
export const uuid = (r: Random): string => `${hex(r, 8)}-${hex(r, 4)}-4${hex(r, 3)}-a${hex(r, 3)}-${hex(r, 12)}`;
export const requestId = (r: Random): string => hex(r, 32);

export const CITIES = ['lisbon', 'berlin', 'porto', 'athens', 'oslo', 'rome', 'vienna', 'prague', 'madrid', 'dublin', 'naples', 'tallinn', 'riga', 'valencia', 'seville', 'split', 'malmo', 'bergen', 'turin', 'ghent', 'krakow', 'zagreb', 'sofia', 'malaga'];
const city = (r: Random): string => CITIES[Math.floor(r() * CITIES.length)];
const route = (method: string, upstream: UpstreamName, weight: number, median: number, path: (r: Random) => string, more: Partial<Route> = {}): Route =>
  ({ method, upstream, weight, median, spread: 0.5, bad: 0.0008, missing: 0, bytes: 4000, path, ...more });

/** What visitors ask for, flight search aside. Weights are calls in a thousand. */
export const ROUTES: Route[] = [
  route('GET', 'web', 90, 35, () => '/', { bytes: 18_000 }),
  route('GET', 'web', 110, 42, (r) => `/destinations/${city(r)}`, { bytes: 22_000 }),
  route('GET', 'web', 60, 4, (r) => `/assets/${['app', 'vendor', 'search', 'fonts'][Math.floor(r() * 4)]}.${'3f9a1c07'}.js`, { bytes: 91_000, spread: 0.3 }),
  route('GET', 'suggest', 190, 9, (r) => `/api/suggest?q=${city(r).slice(0, 2 + Math.floor(r() * 4))}`, { bytes: 600 }),
  route('GET', 'search', 70, 60, (r) => `/api/flights/${id(r, 410_000, 90_000)}`, { missing: 0.012 }),
  route('GET', 'hotels', 80, 140, (r) => `/api/hotels?city=${city(r)}&nights=${1 + Math.floor(r() * 7)}`, { bytes: 15_000 }),
  route('GET', 'hotels', 75, 48, (r) => `/api/hotels/${id(r, 1000, 6000)}`, { missing: 0.01 }),
  route('GET', 'hotels', 55, 70, (r) => `/api/hotels/${id(r, 1000, 6000)}/rooms`),
  route('GET', 'reviews', 45, 25, (r) => `/api/reviews/${id(r, 1000, 6000)}`),
  route('POST', 'accounts', 18, 120, () => '/api/login', { bytes: 700 }),
  route('GET', 'accounts', 60, 12, () => '/api/me', { bytes: 500 }),
  route('POST', 'bookings', 14, 320, () => '/api/bookings', { bytes: 900 }),
  route('GET', 'bookings', 40, 55, (r) => `/api/bookings/${uuid(r)}`),
  route('POST', 'bookings', 9, 640, (r) => `/api/bookings/${uuid(r)}/payment`, { bytes: 400, bad: 0.004 }),
  route('GET', 'web', 12, 1, () => '/healthz', { bytes: 2, spread: 0.2, bad: 0 }),
];
/** Flight searches in a thousand visitor calls; each makes three calls of its own through the gateway. */
export const SEARCH_WEIGHT = 85;
