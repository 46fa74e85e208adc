/**
 * What became of a call, from what Envoy says of it: response flags, response code details, the transport's failure reason, then the
 * status. Sources: Envoy's access log reference (flags), response_code_details, ResponseCodeDetailValues and LocalCloseReasonValues.
 */
import { BY_GATEWAY, BY_UNKNOWN, BY_UPSTREAM, CAUSE, DETAILS, FLAGS, LOGS_ADDR, type Draft } from '../call';
import { failureCode, failureOf } from '../failure';
import type { ParseSettings } from '../ingest/settings';
import { AMBIGUOUS, EXACT, INFERRED, conclude, concludeByStatus, near } from './conclude';
import { byDetails, byFlag, byGrpc, connectReason, faults, type Said } from './envoy-signs';
import { startsWith } from './scan';

const code = failureCode;
const REPORTED = code('upstream_reported_timeout'), UPSTREAM_5XX = code('upstream_5xx'), LIMITED = code('rate_limited'), ABORT = code('client_abort'), CONNECT = code('connect_timeout'),
  FIRST_BYTE = code('first_byte_timeout'), BODY = code('body_timeout'), UNKNOWN = code('failure_unspecified'), CONNECT_FAILED = code('connect_failed'), RESET = code('connection_reset');
/** Clusters give up connecting after 5 s; Istio sets 10 s. */
const CONNECT_LIMITS = [5000, 10_000];

export function classifyEnvoy(out: Draft, settings: ParseSettings): void {
  const { buf } = out, details = out.spanFrom(DETAILS), s = out.status;
  const viaUpstream = details >= 0 && startsWith(buf, details, out.spanTo(DETAILS), 'via_upstream');
  const flagged = out.has(FLAGS);
  // The way of nearly every line: nothing to say, and the upstream answered.
  if (!flagged && s >= 100 && s < 400 && (details < 0 || viaUpstream) && !out.has(CAUSE)) {
    if (!out.has(DETAILS)) out.generatedBy = answered(out) ? BY_UPSTREAM : BY_UNKNOWN; else if (viaUpstream) out.generatedBy = BY_UPSTREAM;
    if (out.generatedBy === BY_UPSTREAM) ownStatus(out);
    return;
  }
  const flags = flagged ? out.text(FLAGS)! : '', said = out.text(DETAILS) ?? '';
  writer(out, viaUpstream, said, faults(flags));
  const found = byFlags(out, flags, said, settings) ?? (viaUpstream || said === '' ? null : fromDetails(out, said, settings));
  if (found !== null) put(out, found);
  else byStatus(out, said, flags);
  if (out.generatedBy === BY_UPSTREAM) ownStatus(out);
  if (out.attempts > 0 && out.failure !== 0 && reached(out.failure)) out.attemptFailure[0] = out.failure;
}

function put(out: Draft, said: Said): void {
  conclude(out, said.failure, said.confidence, said.evidence);
  if (said.side) out.side = said.side;
}

function ownStatus(out: Draft): void { out.upstreamStatus = out.status; if (out.attempts > 0) out.attemptStatus[0] = out.status; }

/** A header came, or there is a host and nothing speaks against it. */
const answered = (out: Draft): boolean => !Number.isNaN(out.firstByteMs) || out.attempts > 0;

function writer(out: Draft, viaUpstream: boolean, said: string, fault: boolean): void {
  if (out.status === 0) out.generatedBy = BY_UNKNOWN;
  else if (viaUpstream) out.generatedBy = BY_UPSTREAM;
  // What died behind its header has the upstream's status.
  else if (said.startsWith('upstream_reset_after_response_started') || (said === '' && fault && out.status < 300)) out.generatedBy = BY_UPSTREAM;
  else if (said !== '' || fault) out.generatedBy = BY_GATEWAY;
  else out.generatedBy = answered(out) ? BY_UPSTREAM : out.logged & LOGS_ADDR ? BY_GATEWAY : BY_UNKNOWN;
}

/** Null = the flags say nothing of a failure. */
function byFlags(out: Draft, flags: string, said: string, settings: ParseSettings): Said | null {
  if (flags === '') return null;
  const found = byFlag(flags, out.status === 0 && !out.stream);
  if (found === null) return null;
  const { flag } = found, words = said === '' ? flag : `${flag} ${said}`;
  switch (flag) {
    case 'UT': return timeout(out, said, `response flags ${flags}${said === '' ? '' : `, ${said}`}`);
    case 'UF': return connect(out, said, `response flags ${flags}`, settings);
    case 'UC': case 'UR': case 'LR': {
      const closer = connectReason(`${said} ${out.text(CAUSE) ?? ''}`);
      return closer !== null && closer.failure !== CONNECT_FAILED ? { ...closer, evidence: `response flags ${flags}, ${closer.evidence}` } : { ...found, evidence: `response flags ${flags}${said === '' || said === 'via_upstream' ? '' : `, ${said}`}` };
    }
    case 'DF': return { ...found, ...byDetails(`${said} ${out.text(CAUSE) ?? ''}`, true), evidence: `response flags ${flags}${said === '' ? '' : `, ${said}`}` };
    // A stream that timed out of the client's doing says so in its details.
    case 'DPE': case 'SI': case 'DT': { const own = said === '' ? null : byDetails(said, false); return { ...found, ...(own !== null && own.confidence === EXACT ? own : null), evidence: `response flags ${words}` }; }
    default: return { ...found, evidence: `response flags ${flags}${said === '' ? '' : `, ${said}`}` };
  }
}

/** The details alone: the flags are not logged, or say nothing. */
function fromDetails(out: Draft, said: string, settings: ParseSettings): Said | null {
  if (/timeout/.test(said) && /^(?:upstream_)?(?:response|per_try)/.test(said)) return timeout(out, said, said);
  if (/^upstream_reset_(?:before|after)_response_started\{?.*connection[_ ](?:failure|timeout)/.test(said)) return connect(out, said, said, settings);
  const found = byDetails(said, false);
  return found ?? (out.stream ? byDetails(out.text(CAUSE) ?? '', false) : null);
}

/** UT: before a host was connected, before the header, or behind it. */
function timeout(out: Draft, said: string, evidence: string): Said {
  const sure = said === '' && out.status !== 504 ? INFERRED : EXACT;
  // A gRPC call that ran out of time is answered with 200 and no body.
  const header = !Number.isNaN(out.firstByteMs) || (out.status >= 100 && out.status < 400 && out.bytesOut > 0);
  if (header) return { failure: BODY, confidence: sure, evidence: `${evidence}, the header had come` };
  if ((out.logged & LOGS_ADDR) !== 0 && out.attempts === 0) return { failure: CONNECT, confidence: AMBIGUOUS, evidence: `${evidence}, no upstream host` };
  return { failure: FIRST_BYTE, confidence: sure, evidence };
}

/** UF: the transport's words, else how long it took, else how is not known. */
function connect(out: Draft, said: string, evidence: string, settings: ParseSettings): Said {
  const cause = out.text(CAUSE) ?? '', closer = connectReason(`${said} ${cause}`);
  if (closer !== null && (closer.failure !== CONNECT_FAILED || closer.confidence === EXACT)) return { ...closer, evidence: evidence === said ? said : `${evidence}, ${closer.evidence}` };
  const limits = settings.limits.connectMs === null ? CONNECT_LIMITS : [settings.limits.connectMs];
  // n tries of the limit each; a whole count of tries is asked for, so that any long time does not fit.
  const tries = out.retries >= 0 ? out.retries + 1 : 1;
  for (const limit of limits) {
    for (let n = tries; n <= (out.retries >= 0 ? tries : 3); n++) {
      if (near(out.duration, n * limit)) return { failure: CONNECT, confidence: INFERRED, evidence: `${evidence}, ${out.duration} ms is ${n > 1 ? `${n} × ` : ''}the connect limit` };
    }
  }
  return closer !== null ? { ...closer, evidence: `${evidence}, ${closer.evidence}` } : { failure: CONNECT_FAILED, confidence: EXACT, evidence };
}

/** No flag and no detail speaks of a failure: the status, and a gRPC status. */
function byStatus(out: Draft, said: string, flags: string): void {
  const s = out.status, own = out.generatedBy === BY_UPSTREAM, sure = said.startsWith('via_upstream') || !Number.isNaN(out.firstByteMs) ? EXACT : INFERRED;
  const why = said.startsWith('via_upstream') ? `status ${s}, ${said}` : flags !== '' ? `status ${s}, response flags ${flags}` : `status ${s} of the upstream`;
  if (s === 0) {
    if (!out.stream) conclude(out, ABORT, INFERRED, 'code 0: no response was sent');
    else { const said = byDetails(out.text(CAUSE) ?? '', false); if (said !== null) put(out, said); }
  } else if (own && (s === 504 || s === 408 || s === 524)) conclude(out, REPORTED, sure, why);
  else if (own && s === 429) { conclude(out, LIMITED, sure, why); out.side = 'upstream'; }
  else if (own && s >= 500) conclude(out, UPSTREAM_5XX, sure, why);
  else if (s >= 400) { if (s >= 500 && said !== '' && !own) conclude(out, UNKNOWN, AMBIGUOUS, `status ${s}, ${said}`); else concludeByStatus(out); }
  else { const grpc = out.has(CAUSE) ? byGrpc(out.text(CAUSE)!) : null; if (grpc !== null) put(out, grpc); }
}

/** Whether a class says something of the instance; a request that was refused before it says nothing. */
function reached(failure: number): boolean {
  const { side, id } = failureOf(failure);
  return side === 'upstream' || side === 'network' || side === null || failure === ABORT || id === 'circuit_open' || id === 'client_stall_timeout' || failure === RESET;
}
