/** Classes of calls in logs of the writer's own layout: words of an error first (own-fields.ts has read them), then timers against the source's limits, then statuses. */
import { BY_GATEWAY, BY_UNKNOWN, BY_UPSTREAM, LOGS_STATUS, PATH, type Draft } from '../call';
import { failureCode, failureOf } from '../failure';
import type { ParseSettings } from '../ingest/settings';
import { AMBIGUOUS, conclude, concludeByStatus, INFERRED, near } from './conclude';

const CONNECT = failureCode('connect_timeout'), FIRST_BYTE = failureCode('first_byte_timeout'), UPSTREAM_5XX = failureCode('upstream_5xx'), REPORTED = failureCode('upstream_reported_timeout');

export function classifyOwn(out: Draft, settings: ParseSettings): void {
  if (out.failure === 0) byNumbers(out, settings);
  // A call that is told of without its path is no broken request: it has no route.
  if (!out.has(PATH)) out.stream = true;
  const side = out.side ?? failureOf(out.failure).side, last = out.attempts - 1;
  if (out.failure !== 0 && last >= 0 && side !== 'client' && side !== 'gateway') out.attemptFailure[last] = out.failure;
  if (out.generatedBy === BY_UNKNOWN && out.failure !== 0 && out.status >= 500) out.generatedBy = out.failure === UPSTREAM_5XX || out.failure === REPORTED ? BY_UPSTREAM : BY_GATEWAY;
}

function byNumbers(out: Draft, settings: ParseSettings): void {
  const { connectMs, readMs } = settings.limits, spent = Number.isNaN(out.upstreamMs) ? out.duration : out.upstreamMs;
  if (out.status === 504 || out.status === 502 || out.status === 503) {
    if (connectMs !== null && near(spent, connectMs) && Number.isNaN(out.connectMs)) { conclude(out, CONNECT, INFERRED, `status ${out.status} after ${spent} ms, the limit for connecting`); return; }
    if (readMs !== null && near(spent, readMs)) { conclude(out, FIRST_BYTE, INFERRED, `status ${out.status} after ${spent} ms, the limit for an answer`); return; }
  }
  // A gateway may write its own status into the upstream's, so the same 5xx in both is no proof.
  if (out.status >= 500 && (out.logged & LOGS_STATUS) !== 0 && out.upstreamStatus === out.status && out.status !== 504) { conclude(out, UPSTREAM_5XX, AMBIGUOUS, `upstream status ${out.status}`); return; }
  concludeByStatus(out);
}
