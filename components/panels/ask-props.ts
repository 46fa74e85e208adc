import type { Ask } from '@/lib/db/ask';
import { viewQuery } from '@/lib/view/state';
import { freeze } from '@/lib/view/time';

/** What every panel is given. */
export type AskProps = { ask: Ask };

/** The export links of a panel: the range frozen, so that the file is what was on the page. */
export const exportsOf = (ask: Ask, panel: string): { path: string; query: string } => ({ path: `/api/panels/${panel}`, query: viewQuery(freeze(ask.view, ask.time)) });

/** "Not filtered by client and text: …" for numbers that had to leave filters of the view out; null when none were. */
export function ignoredNote(ignored: readonly string[]): string | null {
  return ignored.length === 0 ? null : `Not filtered by ${ignored.join(', ')}: these numbers come from sums that do not know it.`;
}
