/**
 * Caddy's log encoder as a layout to paste, of a Caddyfile (`format json { … }`, `format filter { … }`) or of the JSON configuration
 * ("encoder": {…}): other keys, other units, renamed fields. What is not named stays as Caddy has it.
 */
import { caddyFormat, type CaddyLayout } from './caddy-json';
import type { Compiled, Dialect } from './dialect';

const KEYS: Record<string, 'time' | 'level' | 'name' | 'message'> = { time_key: 'time', level_key: 'level', name_key: 'name', message_key: 'message' };
const UNITS: Record<string, CaddyLayout['unit']> = { string: null, s: 's', second: 's', seconds: 's', ms: 'ms', milli: 'ms', millis: 'ms', ns: 'ns', nano: 'ns', nanos: 'ns' };
const TIMES = new Set(['unix_seconds_float', 'unix_milli_float', 'unix_nano', 'iso8601', 'rfc3339', 'rfc3339_nano', 'wall', 'wall_milli', 'wall_nano', 'common_log']);
const OPTION = /^\s*(?:time_format|duration_format|time_key|level_key|name_key|message_key)\s+\S/m, MEMBER = /"(?:time_format|duration_format|time_key|level_key|name_key|message_key)"\s*:/, FORMAT = /(?:^|[\s{])format\s+(\w+)/;

/** A setting with where it stands: "time_key" = "@timestamp"; a rename has the field's path for its name. */
type Setting = { name: string; value: string; rename: boolean; at: number };

export const caddyLayout: Dialect = {
  id: 'caddy-encoder', title: 'Caddy log format', example: 'format json { time_key @timestamp\n duration_format ms }',
  recognises: (paste) => /(?:^|[\s{])format\s+(?:json|filter|append|console|transform)\b/.test(paste) || /"encoder"\s*:/.test(paste) || MEMBER.test(paste) || OPTION.test(paste),
  compile,
};

function compile(paste: string): Compiled {
  if (paste.length > 20_000) return { ok: false, message: 'This is too long for a log block (20,000 characters at most). Paste only that block.', at: 20_000 };
  const named = FORMAT.exec(paste)?.[1];
  if (named === 'console' || named === 'transform') return { ok: false, message: `Lines of "format ${named}" are written for people and are not read. Use "format json".`, at: paste.indexOf(named) };
  const settings = paste.trimStart().startsWith('{') || MEMBER.test(paste) || /"encoder"\s*:/.test(paste) ? ofJson(paste) : ofCaddyfile(paste);
  if (!Array.isArray(settings)) return { ok: false, ...settings };
  const layout: CaddyLayout = { id: caddyLayout.id, title: 'Caddy JSON log with its own keys', time: 'ts', level: 'level', name: 'logger', message: 'msg', unit: null, renames: {} };
  const read: string[] = [];
  for (const { name, value, rename, at } of settings) {
    if (rename) { layout.renames[name.replaceAll('>', '/')] = value; read.push(`${name} → ${value}`); }
    else if (Object.hasOwn(KEYS, name)) {
      if (value === '' && name === 'time_key') return { ok: false, message: 'The encoder leaves the time out. Lines can be read only with a time_key.', at };
      layout[KEYS[name]] = value; read.push(`${name} ${value}`);
    } else if (name === 'duration_format') {
      if (!Object.hasOwn(UNITS, value)) return { ok: false, message: `duration_format ${value} is unknown: Caddy has seconds, ms, ns and string.`, at };
      layout.unit = UNITS[value]; read.push(`${name} ${value}`);
    } else if (name === 'time_format') {
      if (!TIMES.has(value)) return { ok: false, message: `time_format ${value} is not read. Use iso8601, rfc3339_nano or one of Caddy's other names.`, at };
      read.push(`${name} ${value}`);
    }
  }
  return { ok: true, name: null, variables: read, skipped: [], format: caddyFormat(layout) };
}

/** Word by word: a setting is a word that is known and the one behind it; "request>uri rename target" has three. */
function ofCaddyfile(paste: string): Setting[] {
  const out: Setting[] = [];
  for (const line of paste.matchAll(/[^\n;{}]+/g)) {
    const words = [...line[0].replace(/#.*/, '').matchAll(/"((?:[^"\\]|\\.)*)"|`([^`]*)`|(\S+)/g)].map((m) => ({ text: m[1] ?? m[2] ?? m[3], at: line.index + m.index }));
    for (let i = 0; i < words.length; i++) {
      const { text, at } = words[i], next = words[i + 1]?.text;
      if (next === 'rename' && words[i + 2] !== undefined) { out.push({ name: text, value: words[i + 2].text, rename: true, at }); i += 2; }
      else if (isOption(text) && next !== undefined) { out.push({ name: text, value: next, rename: false, at }); i++; }
    }
  }
  return out;
}

const isOption = (name: string): boolean => Object.hasOwn(KEYS, name) || name === 'duration_format' || name === 'time_format';

/** The encoder wherever it stands in the object, what it wraps included. */
function ofJson(paste: string): Setting[] | { message: string; at: number } {
  const from = paste.indexOf('{'), text = /^\s*"/.test(paste) ? `{${paste.trim().replace(/,$/, '')}}` : paste.slice(from < 0 ? 0 : from);
  let root: unknown;
  try { root = JSON.parse(text); } catch { return { message: 'This is no whole JSON object. Paste the encoder with all of its braces.', at: Math.max(0, from) }; }
  const out: Setting[] = [], walk = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > 12) return;
    for (const [key, inner] of Object.entries(value)) {
      const at = Math.max(0, paste.indexOf(`"${key}"`));
      if (typeof inner === 'string' && isOption(key)) out.push({ name: key, value: inner, rename: false, at });
      else if (typeof inner === 'object' && inner !== null && (inner as { filter?: unknown }).filter === 'rename' && typeof (inner as { name?: unknown }).name === 'string') out.push({ name: key, value: (inner as { name: string }).name, rename: true, at });
      else walk(inner, depth + 1);
    }
  };
  walk(root, 0);
  return out;
}
