/** The `#Fields:` line of a W3C log as a layout to paste, for files that have lost it. */
import type { Compiled, Dialect } from './dialect';
import { w3cFormat } from './iis-w3c';
import * as W from './w3c-columns';

export const W3C_FIELDS = 'w3c-fields';

export const w3cLayout: Dialect = {
  id: W3C_FIELDS, title: 'W3C #Fields line', example: '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken',
  recognises: (paste) => /^\s*#Fields:/i.test(paste),
  compile,
};

function compile(paste: string): Compiled {
  const start = paste.search(/\S/), line = paste.slice(start).split(/\r?\n/, 1)[0].trim(), names = line.slice(8).split(/\s+/).filter((n) => n !== '');
  if (paste.slice(start + line.length).trim() !== '') return { ok: false, message: 'Only the #Fields line itself can be pasted: leave out what stands behind it.', at: paste.indexOf(line, start) + line.length };
  if (names.length === 0) return { ok: false, message: 'Behind "#Fields:" the names of the columns are missing.', at: start };
  if (names.length > 128) return { ok: false, message: `${names.length} columns are more than the 128 that can be read.`, at: start };
  const columns = W.w3cColumns(names), has = (...codes: number[]): boolean => W.has(columns, ...codes);
  if (!has(W.STAMP) && (!has(W.TIME, W.LOCAL_TIME) || !has(W.DATE, W.LOCAL_DATE))) return { ok: false, message: 'The columns have no date and time. Lines can be read only with date and time, or date-local and time-local, among them.', at: start };
  if (!has(W.STATUSES, W.TAKEN, W.TAKEN_MS, W.REASON)) return { ok: false, message: 'The columns do not tell how a call ended. Lines can be read only with sc-status, time-taken or s-reason among them.', at: start };
  const known = names.filter((_, i) => columns.codes[i] !== W.SKIP);
  return { ok: true, name: null, variables: known, skipped: names.filter((n) => !known.includes(n)), format: w3cFormat(W3C_FIELDS, 'W3C columns, pasted', columns, NaN) };
}
