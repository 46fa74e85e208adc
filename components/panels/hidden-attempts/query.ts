import type { Ask } from '@/lib/db/ask';
import { readHiddenAttempts, type HiddenAttempts } from '@/lib/db/hidden-attempts';
import { hasNoCalls, readOutcomes } from '@/lib/db/outcomes';

/** `noCalls`: there are no attempts because there are no calls, not because the log names none. */
export const query = async (ask: Ask): Promise<HiddenAttempts & { noCalls: boolean }> => {
  const attempts = await readHiddenAttempts(ask);
  return { ...attempts, noCalls: attempts.attempts === 0 && hasNoCalls(await readOutcomes(ask)) };
};
