/** Which zone a gateway's clock is in, guessed from what is at hand. The user confirms it. Pure. */
import { isZone, zoneOf } from '@/lib/formats/zone';

export type SeenOffset = { /** Minutes east of UTC. */ minutes: number; /** When, ms since the epoch. */ at: number };

/**
 * The zone for lines that carry none. Lines beside them that carry an offset tell it best: they come from the same clock. The browser's own
 * zone is taken where it agrees with them, or where there are none.
 */
export function guessZone(seen: SeenOffset | null, browser: string): string {
  const own = isZone(browser) ? browser : 'UTC';
  if (seen === null || zoneOf(own).offsetAt(seen.at) === seen.minutes * 60_000) return own;
  if (seen.minutes === 0) return 'UTC';
  const size = Math.abs(seen.minutes), two = (n: number): string => String(n).padStart(2, '0'), fixed = `${seen.minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
  return isZone(fixed) ? fixed : own;
}
