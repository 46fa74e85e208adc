/**
 * Lines of IIS whose `#Fields:` line is lost. IIS writes what is chosen in one fixed order, so the shapes of the values tell the columns:
 *   date time [site computer] server method stem query port user client [version] agent [cookie] [referer] [host] status sub win32 [sent received] [taken]
 */
import { isDigit, startsWith, SLASH } from './scan';
import { addressEnd } from './scan-address';
import { w3cColumns, type W3cColumns } from './w3c-columns';
import { splitValues, valueFrom, valueTo } from './w3c-line';

const known = new Map<number, W3cColumns>();

/** The columns of the line; its values are split already then. null = it has no such shape. */
export function shapeOf(buf: Buffer, from: number, to: number): W3cColumns | null {
  if (to - from < 40 || buf[from + 4] !== 45 || buf[from + 10] !== 32 || buf[from + 13] !== 58 || buf[from + 19] !== 32) return null;
  const count = splitValues(buf, from, to);
  if (count < 13 || count > 22) return null;
  // The server's address stands third, or behind the site's and the computer's name.
  const server = isAddress(buf, 2) ? 2 : isAddress(buf, 3) ? 3 : isAddress(buf, 4) ? 4 : -1;
  if (server < 0 || !isMethod(buf, server + 1) || buf[valueFrom[server + 2]] !== SLASH || !isNumber(buf, server + 4) || !isAddress(buf, server + 6)) return null;
  let tail = count;
  while (tail > server + 7 && isNumber(buf, tail - 1)) tail--;
  // A cookie or agent may be a number by chance; there are six numbers at most.
  if (count - tail > 6) tail = count - 6;
  const numbers = count - tail, version = startsWith(buf, valueFrom[server + 7], valueTo[server + 7], 'HTTP/') ? 1 : 0, texts = tail - (server + 7 + version);
  if (numbers < 3 || texts < 1 || texts > 4 || valueTo[tail] - valueFrom[tail] !== 3) return null;
  // The last of three texts is the referer behind a cookie, or the host behind a referer.
  const cookie = texts === 3 && isUrl(buf, tail - 1) ? 1 : 0, key = (((server * 2 + version) * 8 + texts) * 8 + numbers) * 2 + cookie;
  let columns = known.get(key);
  if (columns === undefined) known.set(key, (columns = layout(server, version, texts, numbers, cookie)));
  return columns;
}

function layout(server: number, version: number, texts: number, numbers: number, cookie: number): W3cColumns {
  const text = texts === 1 ? ['cs(User-Agent)'] : texts === 2 ? ['cs(User-Agent)', 'cs(Referer)'] : texts === 4 ? ['cs(User-Agent)', 'cs(Cookie)', 'cs(Referer)', 'cs-host'] : cookie ? ['cs(User-Agent)', 'cs(Cookie)', 'cs(Referer)'] : ['cs(User-Agent)', 'cs(Referer)', 'cs-host'];
  const rest = numbers === 3 ? [] : numbers === 4 ? ['time-taken'] : numbers === 5 ? ['sc-bytes', 'cs-bytes'] : ['sc-bytes', 'cs-bytes', 'time-taken'];
  return w3cColumns(['date', 'time', ...(server === 2 ? [] : server === 3 ? ['s-sitename'] : ['s-sitename', 's-computername']), 's-ip', 'cs-method', 'cs-uri-stem', 'cs-uri-query', 's-port', 'cs-username', 'c-ip',
    ...(version ? ['cs-version'] : []), ...text, 'sc-status', 'sc-substatus', 'sc-win32-status', ...rest]);
}

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
