/** How a number changed against the period before, in words. */
import { formatShare } from './format-number';

export type Change = { text: string; direction: 'up' | 'down' | 'same' };

/** Relative: "+12 %", "3.1×" from threefold on, "new" from nothing; null when there is nothing to compare with. */
export function changeOf(now: number | null, before: number | null): Change | null {
  if (now === null || before === null) return null;
  if (now === before) return { text: 'unchanged', direction: 'same' };
  if (before === 0) return { text: 'new', direction: 'up' };
  const ratio = now / before;
  if (Math.abs(ratio - 1) < 0.005) return { text: 'unchanged', direction: 'same' };
  if (ratio >= 3) return { text: `${ratio >= 9.95 ? Math.round(ratio) : ratio.toFixed(1)}×`, direction: 'up' };
  return { text: `${ratio > 1 ? '+' : '−'}${formatShare(Math.abs(ratio - 1))}`, direction: ratio > 1 ? 'up' : 'down' };
}
