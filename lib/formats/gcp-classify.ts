/**
 * What became of a call, from the words that Google's load balancers log: statusDetails (global and classic), proxyStatus (regional and
 * internal, RFC 9209: `error="connection_timeout"; details="…"`). The words are Google's documented lists.
 */
import { BY_GATEWAY, BY_UNKNOWN, BY_UPSTREAM, DETAILS, FLAGS, type Draft } from '../call';
import { failureCode, type FailureSide } from '../failure';
import { AMBIGUOUS, EXACT, INFERRED, conclude, concludeByStatus } from './conclude';
import { errorClass } from './error-text';

type Meaning = { failure: number; sure: number; side: FailureSide | null };
const meanings = new Map<string, Meaning>();
const means = (id: string, words: string, sure = EXACT, side: FailureSide | null = null): void => { for (const word of words.split(' ')) meanings.set(word, { failure: failureCode(id), sure, side }); };

means('first_byte_timeout', 'backend_timeout http_response_timeout');
means('first_byte_timeout', 'connection_read_timeout', INFERRED);
means('connect_timeout', 'connection_timeout');
means('connect_failed', 'failed_to_connect_to_backend');
means('connect_refused', 'connection_refused');
means('connect_unreachable', 'destination_ip_unroutable');
means('dns_timeout', 'dns_timeout');
means('dns_failure', 'dns_error');
means('send_timeout', 'connection_write_timeout');
means('no_healthy_upstream', 'failed_to_pick_backend destination_unavailable');
means('no_healthy_upstream', 'serverless_neg_routing_failed', INFERRED);
means('no_route', 'destination_not_found');
means('circuit_open', 'connection_limit_reached');
means('upstream_closed', 'backend_connection_closed_after_partial_response_sent backend_connection_closed_before_data_sent_to_client backend_connection_closed connection_terminated http_response_incomplete');
means('upstream_protocol_error', `backend_early_response_with_non_error_status backend_interim_response_not_supported backend_response_corrupted backend_response_headers_too_long error_uncompressing_gzipped_body
  byte_range_caching_aborted websocket_handshake_failed http_protocol_error http_upgrade_failed http_response_header_section_size http_response_header_size http_response_body_size http_response_trailer_section_size
  http_response_trailer_size http_response_transfer_coding http_response_content_coding`.replace(/\s+/g, ' '));
means('client_abort', 'client_disconnected_after_partial_response client_disconnected_before_any_response byte_range_caching_retrieval_abandoned');
means('client_request_timeout', 'client_timed_out');
means('client_stall_timeout', 'cache_lookup_timeout_after_partial_response');
means('rate_limited', 'banned_by_security_policy throttled_by_security_policy');
means('gateway_rejected', 'denied_by_security_policy denied_by_authz_policy denied_as_no_allow_policies_matched_request headers_too_long request_body_too_large early_data_rejected http_request_denied destination_ip_prohibited');
means('client_protocol_error', `body_not_allowed failed_parsing_client_headers http_version_not_supported invalid_chunk_framing invalid_request_headers invalid_http2_client_header_format invalid_http2_client_request_path
  malformed_chunked_body required_body_but_no_content_length secure_url_rejected unsupported_method unsupported_100_continue upgrade_header_rejected http_request_error`.replace(/\s+/g, ' '));
means('gateway_error', 'config_not_found internal_error retriable_error request_loop_detected multiple_iap_policies invalid_external_origin_endpoint service_extension_error cache_lookup_failed_after_partial_response proxy_internal_error proxy_configuration_error proxy_loop_detected');
means('tls_failure', 'failed_to_negotiate_alpn ssl_certificate_san_verification_failed ssl_certificate_chain_verification_failed tls_protocol_error tls_certificate_error tls_alert_received');
means('tls_timeout', 'server_cert_validation_timed_out');
means('tls_timeout', 'client_cert_validation_timed_out', EXACT, 'client');
means('fault_injected', 'fault_filter_abort');
means('failure_unspecified', 'byte_range_caching_retrieval_from_backend_failed_after_partial_response', EXACT, 'upstream');

/** The status is the backend's, or the cache's copy of it. */
const ANSWERED = new Set(['response_sent_by_backend', 'response_from_cache', 'response_from_cache_validated', 'byte_range_caching', 'byte_range_caching_forwarded_backend_response', 'aborted_request_due_to_backend_early_response', 'websocket_closed']);
const REPORTED = failureCode('upstream_reported_timeout'), UPSTREAM_5XX = failureCode('upstream_5xx'), LIMITED = failureCode('rate_limited'), TLS = failureCode('tls_failure'), IDLE = failureCode('idle_timeout'),
  BODY = failureCode('body_timeout'), STALL = failureCode('client_stall_timeout'), CLIENT_REQUEST = failureCode('client_request_timeout'), FIRST_BYTE = failureCode('first_byte_timeout'), GATEWAY_ERROR = failureCode('gateway_error');

export function classifyGcp(out: Draft): void {
  const details = out.text(DETAILS), last = out.attempts - 1;
  if (details !== null && ANSWERED.has(details)) { answered(out, details); return; }
  const word = details ?? wordOf(out.text(FLAGS));
  if (word === null) {
    // Regional balancers write proxyStatus only where they failed: without it a status is the backend's.
    if (last >= 0 && out.status >= 400) answered(out, null); else { out.generatedBy = last >= 0 ? BY_UPSTREAM : BY_UNKNOWN; concludeByStatus(out); }
    return;
  }
  out.generatedBy = BY_GATEWAY;
  const meaning = meanings.get(word) ?? general(word);
  if (meaning === null) { concludeByStatus(out); if (out.status >= 500 && OWN.has(word)) conclude(out, GATEWAY_ERROR, INFERRED, word); return; }
  out.side = meaning.side;
  conclude(out, refine(out, meaning.failure), meaning.sure, word);
  if (last >= 0 && UPSTREAM_FAULTS.has(out.failure)) out.attemptFailure[last] = out.failure;
}

/** Answers of the balancer itself that are no failure by their word. */
const OWN = new Set(['direct_response', 'handled_by_identity_aware_proxy', 'proxy_internal_response']);
const UPSTREAM_FAULTS = new Set(['first_byte_timeout', 'body_timeout', 'idle_timeout', 'connect_timeout', 'connect_failed', 'connect_refused', 'connect_unreachable', 'send_timeout', 'upstream_closed', 'upstream_protocol_error', 'tls_failure', 'tls_timeout', 'circuit_open'].map(failureCode));

/** The same word at another status. */
function refine(out: Draft, failure: number): number {
  if (failure === FIRST_BYTE) return out.status === 101 ? IDLE : out.status >= 200 && out.status < 400 ? BODY : FIRST_BYTE;
  // The client made no progress: with its request, or, once a status was sent, with the response.
  if (failure === CLIENT_REQUEST) return out.status === 408 || out.status === 0 ? CLIENT_REQUEST : STALL;
  return failure;
}

function answered(out: Draft, details: string | null): void {
  const s = out.status, last = out.attempts - 1, sure = details === null ? INFERRED : EXACT, why = details === null ? `status ${s}, no proxyStatus` : details;
  out.generatedBy = details !== null && details.startsWith('response_from_cache') ? BY_GATEWAY : BY_UPSTREAM;
  if (out.generatedBy === BY_UPSTREAM) { out.upstreamStatus = s; if (last >= 0) out.attemptStatus[last] = s; }
  if (s === 504 || s === 408) conclude(out, REPORTED, sure, why);
  else if (s === 429) { conclude(out, LIMITED, sure, why); out.side = 'upstream'; }
  else if (s >= 500) conclude(out, UPSTREAM_5XX, sure, why);
  else concludeByStatus(out);
  if (last >= 0 && (s >= 500 || s === 408 || s === 429)) out.attemptFailure[last] = out.failure;
}

/** `error="x"; details="y"`: the details where Google documents them, else the error. null = no error is named. */
function wordOf(proxyStatus: string | null): string | null {
  if (proxyStatus === null) return null;
  const error = value(proxyStatus, 'error'), details = value(proxyStatus, 'details');
  if (details !== null && (meanings.has(details) || OWN.has(details))) return details;
  if (error !== null && meanings.has(error)) return error;
  return details !== null && general(details) !== null ? details : error;
}
function value(text: string, key: string): string | null {
  const at = text.indexOf(`${key}=`);
  if (at < 0) return null;
  const from = at + key.length + 1, quoted = text[from] === '"', end = quoted ? text.indexOf('"', from + 1) : text.indexOf(';', from);
  const found = text.slice(quoted ? from + 1 : from, end < 0 ? undefined : end).trim();
  return found === '' ? null : found;
}

/** Words that are not in the lists: certificates, then what errors are generally called. */
function general(word: string): Meaning | null {
  if (OWN.has(word)) return null;
  if (word.startsWith('client_cert_')) return { failure: TLS, sure: EXACT, side: 'client' };
  if (word.startsWith('server_cert_')) return { failure: TLS, sure: EXACT, side: null };
  const found = errorClass(word.replaceAll('_', ' '));
  return found === null ? null : { failure: found.failure, sure: AMBIGUOUS, side: null };
}
