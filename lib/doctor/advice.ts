/** What to add to a gateway's configuration so that its log answers a question. */
import { cloudAdvice } from './advice-clouds';
import { nginxAdvice } from './advice-nginx';
import { proxyAdvice } from './advice-proxies';
import type { Question } from './questions';

export type Advice = {
  answers: readonly Question[];
  /** Where the lines belong: a file and the place in it, a console, a command line. */
  place: string;
  /** Ready to copy. */
  lines: string;
  note?: string;
  /** A layout in `lines` that import reads when it is pasted as the source's own: checked by test. */
  layout?: string;
};
/** `cannot`: questions that no configuration of this gateway answers, and what to do instead. */
export type GatewayAdvice = { title: string; advice: readonly Advice[]; cannot: Partial<Record<Question, string>> };

const ADVICE: Record<string, GatewayAdvice> = { ...nginxAdvice, ...proxyAdvice, ...cloudAdvice };

/** Advice for lines of a format: the format's own, else its gateway's; null when there is none. */
export function adviceFor(format: string, gateway: string): GatewayAdvice | null {
  return (Object.hasOwn(ADVICE, format) ? ADVICE[format] : null) ?? (Object.hasOwn(ADVICE, gateway) ? ADVICE[gateway] : null);
}
