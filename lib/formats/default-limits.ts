/**
 * Timeouts that gateways have when nobody sets any, in ms: the inferred level of classification compares durations with them, and the
 * settings of a source show them. null = no limit, or none that is known. Source: each product's documentation.
 */
export type Limits = { readonly connectMs: number | null; readonly sendMs: number | null; readonly readMs: number | null };
/** A limit that the product always has. */
type Sure<K extends keyof Limits> = Limits & { readonly [P in K]: number };

const every = (ms: number): Sure<keyof Limits> => ({ connectMs: ms, sendMs: ms, readMs: ms });

export const NGINX_LIMITS = every(60_000), KONG_LIMITS = every(60_000), APISIX_LIMITS = every(60_000);
/** Debian's Apache sets 300 s. */
export const APACHE_LIMITS = every(60_000);
export const INGRESS_LIMITS: Sure<'connectMs'> = { ...NGINX_LIMITS, connectMs: 5000 };
/** requestTimeout of a backend setting. */
export const APP_GATEWAY_LIMITS = every(20_000);
/** forward-request of a policy. */
export const APIM_LIMITS: Sure<'readMs'> = { connectMs: null, sendMs: null, readMs: 300_000 };
/** dialTimeout; the header has no limit by default. */
export const TRAEFIK_LIMITS: Sure<'connectMs'> = { connectMs: 30_000, sendMs: null, readMs: null };
export const CADDY_LIMITS: Sure<'connectMs'> = { connectMs: 3000, sendMs: null, readMs: null };
/** Connecting is fixed; the rest is the idle timeout. */
export const BALANCER_LIMITS: Sure<'connectMs' | 'readMs'> = { connectMs: 10_000, sendMs: null, readMs: 60_000 };

const BY_NAME: Record<string, Limits> = {
  nginx: NGINX_LIMITS, 'nginx-ingress': INGRESS_LIMITS, kong: KONG_LIMITS, apisix: APISIX_LIMITS, apache: APACHE_LIMITS, traefik: TRAEFIK_LIMITS, caddy: CADDY_LIMITS, 'aws-alb': BALANCER_LIMITS, 'aws-clb': BALANCER_LIMITS,
  'azure-app-gateway': APP_GATEWAY_LIMITS, 'azure-apim': APIM_LIMITS, 'aws-api-gateway': { connectMs: null, sendMs: null, readMs: 29_000 }, cloudflare: { connectMs: null, sendMs: null, readMs: 100_000 },
  // A route's 15 s are over the whole answer, and their end has a flag of its own.
  envoy: { connectMs: 5000, sendMs: null, readMs: null }, istio: { connectMs: 10_000, sendMs: null, readMs: null },
};

/** Of a format, else of its gateway. */
export const defaultLimits = (format: string, gateway: string): Limits => BY_NAME[format] ?? BY_NAME[gateway] ?? { connectMs: null, sendMs: null, readMs: null };
