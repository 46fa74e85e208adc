import type { Ask } from '@/lib/db/ask';
import { readHiddenAttempts } from '@/lib/db/hidden-attempts';
import { readOutcomes, readOutcomesBefore, sum, type Outcomes } from '@/lib/db/outcomes';

/** `hidden`: failed attempts that retries hid, asked for only where no call failed: then nothing else of the numbers would tell of them. */
export const query = async (ask: Ask): Promise<{ now: Outcomes; before: Outcomes | null; hidden: number }> => {
  const [now, before] = await Promise.all([readOutcomes(ask), readOutcomesBefore(ask)]), quiet = !now.slice.failedOnly && sum(now.calls) > 0 && sum(now.failed) === 0;
  const attempts = quiet ? await readHiddenAttempts(ask) : null;
  return { now, before, hidden: attempts && attempts.ignored.length === 0 ? attempts.hidden : 0 };
};
