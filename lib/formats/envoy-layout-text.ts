/**
 * What people paste of Envoy's configuration → the format in it: a format string (bare, or under format, text_format, inline_string or
 * Istio's accessLogFormat, quoted or as a YAML block), or a dictionary of keys to operators, as JSON or YAML, nested or not.
 */
import { OPERATOR } from './envoy-operators';
import type { Problem } from './dialect';

/** A string of literals and operators, or keys (nested ones joined by "/") with theirs. */
export type EnvoyFormatText = { text: string } | { keys: [path: string, value: string][] };

const TEXT_KEYS = ['format', 'text_format', 'inline_string', 'inlineString', 'accessLogFormat', 'access_log_format', 'envoy_log_format', 'log_format', 'text', 'textFormat', 'content'];
const MAP_KEYS = ['json_format', 'typed_json_format', 'jsonFormat', 'json', 'envoy_log_format', 'format'];
const MOST = 20_000;

export function readEnvoyPaste(paste: string): EnvoyFormatText | Problem {
  if (paste.length > MOST) return { message: `This is too long for a log format (${MOST.toLocaleString('en')} characters at most). Paste only the format.`, at: MOST };
  const at = Math.max(0, paste.search(/\S/)), body = paste.trim();
  if (body.startsWith('{')) return fromJson(body, at);
  return fromYaml(body) ?? (isQuoted(body) ? inner(unquote(body), at) : { text: joined(body) });
}

const operators = (text: string): number => text.match(new RegExp(OPERATOR, 'g'))?.length ?? 0;

/** A value that is itself a dictionary in quotes, as in Istio's mesh configuration. */
function inner(text: string, at: number): EnvoyFormatText | Problem { return text.trim().startsWith('{') ? fromJson(text.trim(), at) : { text: joined(text) }; }

/** A format is one line: what was broken for reading is put together again, the written-out line end goes. */
function joined(text: string): string { return text.split(/\r?\n/).map((l) => l.trim()).filter((l) => l !== '').join(' ').replace(/(?:\\n|\n)+$/, ''); }

const isQuoted = (text: string): boolean => /^(["'])[^]*\1$/.test(text);
function unquote(text: string): string {
  const body = text.slice(1, -1);
  return text[0] === '\'' ? body.replaceAll('\'\'', '\'') : body.replace(/\\(["\\/nt])/g, (_, c: string) => (c === 'n' ? '\n' : c === 't' ? '\t' : c));
}

function fromJson(text: string, at: number): EnvoyFormatText | Problem {
  let value: unknown;
  try { value = JSON.parse(text); } catch (e) {
    const where = /position (\d+)/.exec((e as Error).message)?.[1];
    // A format string may begin with a brace of its own.
    if (!/"\s*:\s*"/.test(text)) return { text: joined(text) };
    return { message: 'This begins like JSON, but it is not whole or not valid JSON. Paste the dictionary from "{" to its "}".', at: at + Number(where ?? 0) };
  }
  return fromObject(value as object, 0) ?? { message: 'There is no operator such as %START_TIME% in this JSON. Paste the format that the access log has.', at };
}

function fromObject(value: object, depth: number): EnvoyFormatText | null {
  if (depth > 8) return null;
  for (const [key, inside] of Object.entries(value)) {
    if (TEXT_KEYS.includes(key) && typeof inside === 'string' && operators(inside) > 1) { const found = inner(inside, 0); return 'message' in found ? null : found; }
    if (MAP_KEYS.includes(key) && typeof inside === 'object' && inside !== null) return fromObject(inside, depth + 1);
  }
  const keys: [string, string][] = [];
  flatten(value, '', keys, 0);
  if (keys.length > 0 && Object.values(value).some((v) => typeof v === 'string' && OPERATOR.test(v))) return { keys };
  for (const inside of Object.values(value)) if (typeof inside === 'object' && inside !== null) { const found = fromObject(inside, depth + 1); if (found !== null) return found; }
  return keys.length > 0 ? { keys } : null;
}

function flatten(value: object, prefix: string, keys: [string, string][], depth: number): void {
  for (const [key, inside] of Object.entries(value)) {
    if (typeof inside === 'string') { if (OPERATOR.test(inside)) keys.push([prefix + key, inside]); }
    else if (typeof inside === 'object' && inside !== null && !Array.isArray(inside) && depth < 4) flatten(inside, `${prefix}${key}/`, keys, depth + 1);
  }
}

const LINE = /^(\s*)(?:-\s+)?(?:"([^"]+)"\s*|'([^']+)'\s*|(:?[^\s:"'%[{][^:"'%]*)):(?:\s+(.*))?$/;

/** Null = no line of it is "key: value". */
function fromYaml(body: string): EnvoyFormatText | Problem | null {
  const lines = body.split(/\r?\n/), parents: { indent: number; key: string }[] = [], keys: [string, string][] = [];
  for (let i = 0; i < lines.length; i++) {
    const m = LINE.exec(lines[i]);
    if (m === null) continue;
    const indent = m[1].length, key = (m[2] ?? m[3] ?? m[4]).trim();
    let value = (m[5] ?? '').trim();
    while (parents.length > 0 && parents[parents.length - 1].indent >= indent) parents.pop();
    const block = /^[|>][-+\d]*$/.test(value);
    if (value === '') { parents.push({ indent, key }); continue; }
    if (block || (/^["']/.test(value) && !/^(["'])[^]*\1$/.test(value.replace(/,$/, '')))) {
      const more: string[] = block ? [] : [value];
      while (i + 1 < lines.length && (lines[i + 1].trim() === '' || /^\s*/.exec(lines[i + 1])![0].length > indent || (!block && !/["']\s*$/.test(more[more.length - 1])))) more.push(lines[++i].trim());
      value = more.join(block && value.startsWith('|') ? '\n' : ' ').trim();
    }
    value = value.replace(/,$/, '');
    const text = isQuoted(value) ? unquote(value) : value;
    if (TEXT_KEYS.includes(key) && operators(text) > 1) return inner(text, 0);
    if (OPERATOR.test(text)) keys.push([path(parents, key), text]);
  }
  return keys.length > 0 ? { keys } : null;
}

/** Names of dictionaries that stand inside the format itself; what is around it is configuration. */
function path(parents: readonly { key: string }[], key: string): string {
  const root = parents.findLastIndex((p) => MAP_KEYS.includes(p.key));
  return [...(root < 0 ? [] : parents.slice(root + 1)).map((p) => p.key), key].join('/');
}
