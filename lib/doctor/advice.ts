/** What to add to a gateway's configuration so that its log answers a question. */
import { cloudAdvice } from './advice-clouds';
import { nginxAdvice } from './advice-nginx';
import { proxyAdvice } from './advice-proxies';
import type { GatewayAdvice } from './gateway-advice';

const ADVICE: Record<string, GatewayAdvice> = { ...nginxAdvice, ...proxyAdvice, ...cloudAdvice };

/** Advice for lines of a format: the format's own, else its gateway's; null when there is none. */
export function adviceFor(format: string, gateway: string): GatewayAdvice | null {
  return (Object.hasOwn(ADVICE, format) ? ADVICE[format] : null) ?? (Object.hasOwn(ADVICE, gateway) ? ADVICE[gateway] : null);
}
