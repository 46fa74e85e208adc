import type { Ask } from '@/lib/db/ask';
import { readFailureKinds } from '@/lib/db/failure-kinds';
import { failureOf } from '@/lib/failure';
import type { Row } from '../rows';

/** Failed calls of the view's upstream by class, route and status. */
export const callRows = async (ask: Ask): Promise<Row[]> => (await readFailureKinds(ask, ask.view.upstream ?? '')).calls.map((k) => ({ class: failureOf(k.code).id, route: k.route, status: k.status || null, calls: k.calls }));
/** Failed attempts of the view's upstream by class. */
export const attemptRows = async (ask: Ask): Promise<Row[]> => (await readFailureKinds(ask, ask.view.upstream ?? '')).attempts.map((k) => ({ class: failureOf(k.code).id, attempts: k.attempts, hidden_by_retry: k.hidden }));
