/** Attributes of OpenTelemetry's JSON: lists of keys and typed values. Names of both conventions, old and stable. */
import { METHOD, PATH, QUERY, REQUEST_ID, ROUTE, SERVICE, UPSTREAM_NAME, USER_AGENT, type Draft } from '../call';
import { JsonPaths, type Kind } from './json-paths';
import { stringEnd } from './json-skip';
import { putClient } from './json-target';
import { jsonNumber, jsonText, putText } from './json-values';
import { KeyTable } from './key-table';
import { int, startsWith, status } from './scan';

const A = { SERVICE: 1, METHOD: 2, STATUS: 3, PATH: 4, QUERY: 5, URL: 6, HOST: 7, PORT: 8, PEER: 9, PEER_PORT: 10, CLIENT: 11, ROUTE: 12, ERROR: 13, MESSAGE: 14, RESENDS: 15, AGENT: 16, SIZE_IN: 17, SIZE_OUT: 18, REQUEST_ID: 19, PEER_SERVICE: 20, DURATION: 21, GRPC: 22, FLAGS: 23 } as const;
const attributes = new KeyTable({
  'service.name': A.SERVICE, 'http.request.method': A.METHOD, 'http.method': A.METHOD, 'http.response.status_code': A.STATUS, 'http.status_code': A.STATUS, 'url.path': A.PATH, 'http.target': A.URL, 'url.query': A.QUERY, 'url.full': A.URL, 'http.url': A.URL, 'url.original': A.URL,
  'server.address': A.HOST, 'http.host': A.HOST, 'net.peer.name': A.HOST, 'net.host.name': A.HOST, 'http.server_name': A.HOST, 'server.port': A.PORT, 'net.peer.port': A.PORT, 'net.host.port': A.PORT, 'network.peer.address': A.PEER, 'net.peer.ip': A.PEER, 'net.sock.peer.addr': A.PEER, 'network.peer.port': A.PEER_PORT, 'net.sock.peer.port': A.PEER_PORT,
  'client.address': A.CLIENT, 'http.client_ip': A.CLIENT, 'http.route': A.ROUTE, 'error.type': A.ERROR, 'exception.type': A.ERROR, 'exception.message': A.MESSAGE, 'error.message': A.MESSAGE, 'http.request.resend_count': A.RESENDS, 'http.resend_count': A.RESENDS, 'user_agent.original': A.AGENT, 'http.user_agent': A.AGENT,
  'http.request.body.size': A.SIZE_IN, 'http.request_content_length': A.SIZE_IN, 'http.response.body.size': A.SIZE_OUT, 'http.response_content_length': A.SIZE_OUT, 'http.request.header.x-request-id': A.REQUEST_ID, 'guid:x-request-id': A.REQUEST_ID, 'request_id': A.REQUEST_ID, 'request.id': A.REQUEST_ID,
  'peer.service': A.PEER_SERVICE, 'upstream_cluster.name': A.PEER_SERVICE, 'upstream_cluster': A.PEER_SERVICE, 'http.server.request.duration': A.DURATION, 'http.client.request.duration': A.DURATION, 'rpc.grpc.status_code': A.GRPC, 'response_flags': A.FLAGS,
}, false);

const KEY = 1, TEXT = 2, INT = 3, LISTED = 4;
const MEMBERS: Record<string, number> = { key: KEY, 'value/stringValue': TEXT, 'value/string_value': TEXT, 'value/intValue': INT, 'value/int_value': INT, 'value/doubleValue': INT, 'value/double_value': INT, 'value/boolValue': INT, 'value/arrayValue/values[]/stringValue': LISTED };
const member = new JsonPaths(MEMBERS);

/** What the attributes of one line say that is weighed against others before it goes into the draft: one reused object. "", -1 and NaN are missing. */
export const said = { host: '', port: -1, peer: '', peerPort: -1, error: '', message: '', urlFrom: -1, urlTo: -1, pathSeen: false, seconds: NaN, grpc: -1 };
/** Before the first attribute of a line. */
export function begin(): void {
  said.host = said.peer = said.error = said.message = ''; said.port = said.peerPort = said.urlFrom = said.grpc = -1; said.pathSeen = false; said.seconds = NaN;
}

/** The list that is read, and the key and value of its element. */
let buf: Buffer, out: Draft, inResource = false, code = 0, valueFrom = -1, valueTo = -1;

/** Each {"key":…,"value":{…}} of the array at [from, to): JsonPaths reads an object, so the elements are walked here. Of a resource the service counts alone. */
export function takeAttributes(b: Buffer, from: number, to: number, draft: Draft, resource: boolean): void {
  buf = b; out = draft; inResource = resource;
  for (let i = from + 1; i < to;) {
    while (i < to && buf[i] !== 123) i++;
    if (i >= to) return;
    code = 0; valueFrom = -1;
    let end = plainElement(i, to);
    if (end < 0) { code = 0; valueFrom = -1; end = elementEnd(i, to); member.read(buf, i, end, takeMember); }
    if (code > 0 && valueFrom >= 0 && (!inResource || code === A.SERVICE)) takeAttribute(valueFrom, valueTo);
    i = end;
  }
}
/** `{"key":"…","value":{"stringValue":"…"}}` as encoders write it, in one walk; its end, or -1 where it looks otherwise. */
function plainElement(from: number, to: number): number {
  if (!startsWith(buf, from, to, '{"key":"')) return -1;
  const keyEnd = stringEnd(buf, from + 8, to);
  if (keyEnd < 0 || !startsWith(buf, keyEnd, to, '","value":{"')) return -1;
  const typeEnd = stringEnd(buf, keyEnd + 12, to), c = buf[keyEnd + 12];
  // stringValue, intValue, doubleValue, boolValue; arrays and lists of pairs take the other way.
  if (typeEnd < 0 || buf[typeEnd + 1] !== 58 || (c !== 115 && c !== 105 && c !== 100 && c !== 98) || buf[typeEnd - 1] !== 101) return -1;
  let i = typeEnd + 2, end: number;
  if (buf[i] === 34) { i++; end = stringEnd(buf, i, to); if (end < 0 || buf[end + 1] !== 125 || buf[end + 2] !== 125) return -1; valueTo = end; end += 3; }
  else { end = i; while (end < to && buf[end] > 44 && buf[end] !== 125) end++; if (end === i || buf[end] !== 125 || buf[end + 1] !== 125) return -1; valueTo = end; end += 2; }
  if (end > to) return -1;
  code = attributes.code(buf, from + 8, keyEnd);
  valueFrom = valueTo > i ? i : -1;
  return end;
}
function elementEnd(from: number, to: number): number {
  let depth = 0;
  for (let i = from; i < to; i++) {
    const c = buf[i];
    if (c === 34) { i++; while (i < to && buf[i] !== 34) i += buf[i] === 92 ? 2 : 1; }
    else if (c === 123) depth++;
    else if (c === 125 && --depth === 0) return i + 1;
  }
  return to;
}

/** Key and value come in either order; of a list the first value counts. */
function takeMember(field: number, from: number, to: number, _kind: Kind, index: number): void {
  if (field === KEY) code = attributes.code(buf, from, to);
  else if (from < to && !(field === LISTED && index > 0)) { valueFrom = from; valueTo = to; }
}
function takeAttribute(from: number, to: number): void {
  switch (code) {
    case A.SERVICE: if (inResource) putText(out, SERVICE, buf, from, to); return;
    case A.METHOD: putText(out, METHOD, buf, from, to); return;
    case A.STATUS: out.status = status(buf, from, to); return;
    case A.PATH: said.pathSeen = true; putText(out, PATH, buf, from, to); return;
    case A.QUERY: putText(out, QUERY, buf, from, to); return;
    case A.URL: if (said.urlFrom < 0) { said.urlFrom = from; said.urlTo = to; } return;
    case A.HOST: if (said.host === '') said.host = jsonText(buf, from, to); return;
    case A.PORT: if (said.port < 0) said.port = int(buf, from, to); return;
    case A.PEER: if (said.peer === '') said.peer = jsonText(buf, from, to); return;
    case A.PEER_PORT: said.peerPort = int(buf, from, to); return;
    case A.CLIENT: putClient(buf, from, to, out); return;
    case A.ROUTE: putText(out, ROUTE, buf, from, to); return;
    case A.ERROR: if (said.error === '') said.error = jsonText(buf, from, to); return;
    case A.MESSAGE: if (said.message === '') said.message = jsonText(buf, from, to); return;
    case A.RESENDS: out.retries = int(buf, from, to); return;
    case A.AGENT: putText(out, USER_AGENT, buf, from, to); return;
    case A.SIZE_IN: out.bytesIn = int(buf, from, to); return;
    case A.SIZE_OUT: out.bytesOut = int(buf, from, to); return;
    case A.REQUEST_ID: putText(out, REQUEST_ID, buf, from, to); return;
    case A.PEER_SERVICE: putText(out, UPSTREAM_NAME, buf, from, to); return;
    case A.DURATION: said.seconds = jsonNumber(buf, from, to); return;
    case A.GRPC: said.grpc = int(buf, from, to); return;
    default:
  }
}
