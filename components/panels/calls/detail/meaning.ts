import { failureOf } from '@/lib/failure';
import type { CallDetail } from '@/lib/view/call-detail';

/** What the class of a call means, with the status that the upstream gave where the class leaves several. */
export function meaningOf(call: Pick<CallDetail, 'failure' | 'status' | 'attempts'> & { record: { upstream_status: number | null } | null }): string {
  const f = failureOf(call.failure), told = [call.attempts.at(-1)?.status, call.record?.upstream_status, call.status];
  const status = f.id === 'upstream_reported_timeout' ? told.find((s) => s === 504 || s === 408 || s === 524) : undefined;
  return status === undefined ? f.meaning : `The upstream itself answered ${status}.`;
}
