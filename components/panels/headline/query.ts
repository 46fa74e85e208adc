import type { Ask } from '@/lib/db/ask';
import { readOutcomes, readOutcomesBefore, type Outcomes } from '@/lib/db/outcomes';

export const query = async (ask: Ask): Promise<{ now: Outcomes; before: Outcomes | null }> => {
  const [now, before] = await Promise.all([readOutcomes(ask), readOutcomesBefore(ask)]);
  return { now, before };
};
