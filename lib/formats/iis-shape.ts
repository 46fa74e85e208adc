/**
 * Lines whose `#Fields:` line is lost. IIS, HTTP.sys and CloudFront write what they log in one fixed order, so the shapes of the values tell
 * the columns. Of IIS, with what is optional in brackets and headers of one's own at the end:
 *   date time [site] [computer] [server] method stem query port user client [version] agent [cookie] [referer] [host] status sub win32 [sent received] [taken] …
 */
import { DASH, isDigit, SLASH, startsWith } from './scan';
import { addressEnd } from './scan-address';
import { w3cColumns, type W3cColumns } from './w3c-columns';
import { padValues, splitValues, valueFrom, valueTo } from './w3c-line';

const known = new Map<number, W3cColumns>();
const TAB = 9, MOST_OWN = 4;
/** A line of HTTP.sys' error log, since Windows Server 2016 with the stream's id before the status. */
const HTTP_ERR = w3cColumns('date time c-ip c-port s-ip s-port cs-version cs-method cs-uri sc-status s-siteid s-reason s-queuename'.split(' '));
const HTTP_ERR_STREAM = w3cColumns('date time c-ip c-port s-ip s-port cs-version cs-method cs-uri streamid sc-status s-siteid s-reason s-queuename'.split(' '));
/** CloudFront's standard log, whose columns grew at the end over the years. */
const CLOUDFRONT = w3cColumns(`date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol
  cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type
  sc-content-len sc-range-start sc-range-end`.split(/\s+/));
const CLOUDFRONT_LEAST = 15;

/** The columns of the line; its values are split already then. null = it has no such shape. */
export function shapeOf(buf: Buffer, from: number, to: number): W3cColumns | null {
  if (to - from < 40 || buf[from + 4] !== 45 || (buf[from + 10] !== 32 && buf[from + 10] !== TAB) || buf[from + 13] !== 58 || (buf[from + 19] !== 32 && buf[from + 19] !== TAB)) return null;
  const count = splitValues(buf, from, to);
  if (count < 13) return null;
  if (buf[from + 10] === TAB) return isCloudfront(buf, count) && (count === CLOUDFRONT.codes.length || padValues(buf, count, CLOUDFRONT.codes.length)) ? CLOUDFRONT : null;
  return ofIis(buf, count) ?? ofHttpSys(buf, count);
}

function ofIis(buf: Buffer, count: number): W3cColumns | null {
  // The method stands behind the server's address, the site's and the computer's name, or the site's name alone.
  const method = isMethod(buf, 3) && buf[valueFrom[4]] === SLASH ? 3 : isAddress(buf, 3) ? 4 : isAddress(buf, 4) ? 5 : -1;
  if (method < 0 || count < method + 10 || !isMethod(buf, method) || buf[valueFrom[method + 1]] !== SLASH || !isNumber(buf, method + 3) || !isAddress(buf, method + 5)) return null;
  const version = startsWith(buf, valueFrom[method + 6], valueTo[method + 6], 'HTTP/') ? 1 : 0, text = method + 6 + version;
  let status = text + 1;
  while (status < text + 5 && status + 2 < count && !isStatus(buf, status)) status++;
  if (status >= text + 5 || status + 2 >= count || !isStatus(buf, status)) return null;
  let end = status + 3;
  while (end < count && end < status + 6 && isNumber(buf, end)) end++;
  // Behind the numbers stand headers of one's own, as a rule the client's address before a proxy, and its port.
  if (end < count && (count - end > MOST_OWN || !isForwarded(buf, end))) return null;
  const texts = status - text, numbers = end - status, before = method > 3 ? method - 2 : isAddress(buf, 2) ? 0 : 1;
  const named = method === 4 && startsWith(buf, valueFrom[2], valueTo[2], 'W3SVC') ? 1 : 0;
  // The last of three texts is the referer behind a cookie, or the host behind a referer.
  const cookie = texts === 3 && isUrl(buf, status - 1) ? 1 : 0, key = (((before * 2 + named) * 2 + version) * 8 + texts) * 16 + numbers * 2 + cookie;
  let columns = known.get(key);
  if (columns === undefined) known.set(key, (columns = layout(before, named, version, texts, numbers, cookie)));
  return columns;
}

/** `before`: 0 server, 1 site, 2 site or computer and server, 3 all three. */
function layout(before: number, named: number, version: number, texts: number, numbers: number, cookie: number): W3cColumns {
  const text = texts === 1 ? ['cs(User-Agent)'] : texts === 2 ? ['cs(User-Agent)', 'cs(Referer)'] : texts === 4 ? ['cs(User-Agent)', 'cs(Cookie)', 'cs(Referer)', 'cs-host'] : cookie ? ['cs(User-Agent)', 'cs(Cookie)', 'cs(Referer)'] : ['cs(User-Agent)', 'cs(Referer)', 'cs-host'];
  const rest = numbers === 3 ? [] : numbers === 4 ? ['time-taken'] : numbers === 5 ? ['sc-bytes', 'cs-bytes'] : ['sc-bytes', 'cs-bytes', 'time-taken'];
  const front = before === 0 ? ['s-ip'] : before === 1 ? ['s-sitename'] : before === 2 ? [named ? 's-sitename' : 's-computername', 's-ip'] : ['s-sitename', 's-computername', 's-ip'];
  return w3cColumns(['date', 'time', ...front, 'cs-method', 'cs-uri-stem', 'cs-uri-query', 's-port', 'cs-username', 'c-ip', ...(version ? ['cs-version'] : []), ...text, 'sc-status', 'sc-substatus', 'sc-win32-status', ...rest]);
}

function ofHttpSys(buf: Buffer, count: number): W3cColumns | null {
  if (count > 14 || !isAddress(buf, 2) || !isNumber(buf, 3) || !isAddress(buf, 4) || !isNumber(buf, 5) || !(startsWith(buf, valueFrom[6], valueTo[6], 'HTTP/') || isDash(buf, 6))) return null;
  const status = count - 4;
  return isDash(buf, status) || (isNumber(buf, status) && valueTo[status] - valueFrom[status] === 3) ? (count === 13 ? HTTP_ERR : HTTP_ERR_STREAM) : null;
}

function isCloudfront(buf: Buffer, count: number): boolean {
  return count >= CLOUDFRONT_LEAST && count <= CLOUDFRONT.codes.length && isAddress(buf, 4) && isMethod(buf, 5) && buf[valueFrom[7]] === SLASH && isNumber(buf, 8) && valueTo[8] - valueFrom[8] === 3;
}

/** Three digits and two more numbers. */
const isStatus = (buf: Buffer, n: number): boolean => valueTo[n] - valueFrom[n] === 3 && isNumber(buf, n) && isNumber(buf, n + 1) && isNumber(buf, n + 2);
const isDash = (buf: Buffer, n: number): boolean => valueTo[n] - valueFrom[n] === 1 && buf[valueFrom[n]] === DASH;
/** "10.0.0.1", "10.0.0.1:4711", a list of them, or none. */
function isForwarded(buf: Buffer, n: number): boolean { return isDash(buf, n) || addressEnd(buf, valueFrom[n], valueTo[n]) > 0; }
const isAddress = (buf: Buffer, n: number): boolean => addressEnd(buf, valueFrom[n], valueTo[n]) === valueTo[n];
function isNumber(buf: Buffer, n: number): boolean {
  for (let i = valueFrom[n]; i < valueTo[n]; i++) if (!isDigit(buf[i])) return false;
  return valueTo[n] > valueFrom[n] && valueTo[n] - valueFrom[n] < 16;
}
function isMethod(buf: Buffer, n: number): boolean {
  for (let i = valueFrom[n]; i < valueTo[n]; i++) { const c = buf[i] & 223; if ((c < 65 || c > 90) && buf[i] !== 45 && buf[i] !== 95) return false; }
  return valueTo[n] > valueFrom[n] && valueTo[n] - valueFrom[n] <= 32;
}
function isUrl(buf: Buffer, n: number): boolean { return startsWith(buf, valueFrom[n], valueTo[n], 'http://') || startsWith(buf, valueFrom[n], valueTo[n], 'https://'); }
