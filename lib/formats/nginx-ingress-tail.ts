/**
 * What ingress-nginx writes behind the bytes:
 *   "referer" "agent" request_length request_time [namespace-service-port] [alternative] addr length time status request_id
 * The four before the last are lists when there were several tries, so no value ends at just any blank. Before 0.24 there was no
 * alternative, before 0.22 no request id.
 */
import type { Draft} from '../call';
import { SERVICE, UPSTREAM_NAME } from '../call';
import type { ParseSettings } from '../ingest/settings';
import { F } from './nginx-fields';
import { bareEnd, tokenEnd } from './nginx-tail';
import { take } from './nginx-take';
import { COLON, DASH, QUOTE, SPACE, find, int, quoteEnd, seconds, status } from './scan';

// Pairs of positions of the values in the order above; a module's own, so that nothing is allocated a line.
const places = new Int32Array(20);
const OPEN = 91, CLOSE = 93, ALTERNATIVE = 5;
/** Set by `locate`: the second bracket is there. */
let alternative = false;

/** Notes where each value stands. False when this is no such tail. */
function locate(buf: Buffer, from: number, to: number): boolean {
  let i = from, end: number;
  alternative = false;
  for (let n = 0; n < 10; n++) {
    while (i < to && buf[i] === SPACE) i++;
    if (i >= to) return false;
    const quoted = n < 2, inBrackets = n === 4 || n === ALTERNATIVE;
    if (quoted) { if (buf[i] !== QUOTE) return false; end = quoteEnd(buf, ++i, to); }
    else if (inBrackets) {
      const close = buf[i] === OPEN ? find(buf, CLOSE, i + 1, to) : -1;
      // "[2001:db8::5]:8080" is an address.
      if (close < 0 || (n === ALTERNATIVE && buf[close + 1] === COLON)) { if (n !== ALTERNATIVE) return false; places[n * 2] = places[n * 2 + 1] = i; continue; }
      if (n === ALTERNATIVE) alternative = true;
      end = close; i++;
    } else end = n >= 6 ? bareEnd(buf, i, to) : tokenEnd(buf, i, to);
    if (end < 0) return false;
    places[n * 2] = i; places[n * 2 + 1] = end;
    i = quoted || inBrackets ? end + 1 : end;
  }
  return true;
}

/** Whether the tail at `from` is one: the numbers and the brackets are where they should be. The request id may be cut. */
export function isIngressTail(buf: Buffer, from: number, to: number): boolean {
  if (from < 0 || !locate(buf, from, to)) return false;
  const length = places[4], dash = buf[length] === DASH && places[5] === length + 1;
  if (!(dash || int(buf, length, places[5]) >= 0) || Number.isNaN(seconds(buf, places[6], places[7]))) return false;
  // One bracket alone is a custom layout's as well: then what follows must be the upstream's.
  return alternative || (isLast(16, buf, seconds) && isLast(18, buf, (b, f, t) => status(b, f, t) || NaN));
}

/** Whether the last entry of the list at that place is "-" or what `read` reads. */
function isLast(place: number, buf: Buffer, read: (buf: Buffer, from: number, to: number) => number): boolean {
  const to = places[place + 1];
  let from = to;
  while (from > places[place] && buf[from - 1] !== SPACE) from--;
  return (to === from + 1 && buf[from] === DASH) || !Number.isNaN(read(buf, from, to));
}

/** Takes the values into `out`. False when it is no such tail. */
export function takeIngressTail(buf: Buffer, from: number, to: number, out: Draft, settings: ParseSettings): boolean {
  if (!isIngressTail(buf, from, to)) return false;
  for (let n = 0; n < FIELDS.length; n++) if (FIELDS[n] !== F.SKIP) take(FIELDS[n], buf, places[n * 2], places[n * 2 + 1], out, settings);
  if (places[9] > places[8]) { out.span(SERVICE, places[8], places[9]); out.span(UPSTREAM_NAME, places[8], places[9]); }
  let id = places[19];
  while (id < to && buf[id] === SPACE) id++;
  if (id < to) take(F.REQUEST_ID, buf, id, tokenEnd(buf, id, to), out, settings);
  return true;
}

const FIELDS = [F.SKIP, F.USER_AGENT, F.BYTES_IN, F.REQUEST_TIME, F.SKIP, F.SKIP, F.ADDR, F.LENGTH, F.RESPONSE, F.ATTEMPT_STATUS];
