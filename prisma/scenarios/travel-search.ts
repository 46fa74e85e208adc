/**
 * The sample incident: a travel site whose flight search times out at its gateway after 25 s, because a provider takes 15 s and pricing
 * 10 s. Made by code from a seed: the same seed gives the same bytes. `truth` is what was planted, for tests and for whoever checks a page.
 */
import { accessLine, errorLines, LOG_FORMAT, noticeLines } from './nginx-lines';
import { truthOf, type Truth } from './truth';
import { travelCalls } from './travel-traffic';
import { STORY } from './travel-world';

export type Scenario = { name: string; files: { name: string; content: string }[]; logFormat: string; truth: Truth & { story: typeof STORY } };

export const SEED = 20260312;

/** About 90,000 calls of two hours, access and error log, 30 MB. A second or so of work. */
export function scenario(seed: number = SEED): Scenario {
  const calls = travelCalls(seed), errors = noticeLines(STORY.from + 1_800_000);
  const access: string[] = [];
  calls.forEach((c, i) => { access.push(accessLine(c)); if (c.tries.some((t) => t.failure !== null)) errors.push(...errorLines(c, 100_000 + i)); });
  errors.sort((a, b) => a.at - b.at);
  return {
    name: 'Travel site: flight search times out',
    files: [
      { name: 'travel-gateway.access.log', content: access.join('\n') + '\n' },
      { name: 'travel-gateway.error.log', content: errors.map((e) => e.line).join('\n') + '\n' },
    ],
    logFormat: LOG_FORMAT,
    truth: { ...truthOf(calls, errors.length), story: STORY },
  };
}
