/**
 * The text of Apache's LogFormat or CustomLog, as people paste it, → literals and directives:
 * %h, %>s, %{Referer}i, %!200,304{X-Request-Id}o, %{us}T, %^FB.
 */
import type { Problem } from './dialect';

/** `name` is the letter (or "^FB"), `arg` what stands in braces. */
export type LayoutPiece = { literal: string } | { name: string; arg: string | null };
export type ApacheLayoutText = { nickname: string | null; pieces: LayoutPiece[] };

/** The nicknames that every distribution ships. */
const KNOWN: Record<string, string> = {
  common: '%h %l %u %t "%r" %>s %b', combined: '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"', vhost_combined: '%v:%p %h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i"',
  combinedio: '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %I %O',
};
/** Modifiers (statuses, "<" and ">"), an argument, and the directive's letter. */
const DIRECTIVE = /%(?:!?\d{3}(?:,\d{3})*)?[<>]?(?:\{((?:[^}\\]|\\.)*)\})?[<>]?(\^[A-Z]{2}|[A-Za-z%])/y;

export function readApacheLayout(paste: string): ApacheLayoutText | Problem {
  const start = paste.search(/\S/);
  if (start < 0) return { message: 'Nothing was pasted. Paste the LogFormat line of your Apache configuration.', at: 0 };
  if (paste.length > 20_000) return { message: 'This is too long for a LogFormat (20,000 characters at most). Paste only that line.', at: 20_000 };
  // A backslash at the end of a line goes on with the next one.
  const text = paste.slice(start).replace(/\\\r?\n\s*/g, '').trimEnd(), word = /^(LogFormat|CustomLog|GlobalLog|TransferLog|ErrorLogFormat|ErrorLog)\b\s*/i.exec(text);
  if (word === null) return pieces(unquoted(text) ?? text, null, start);
  switch (word[1].toLowerCase()) {
    case 'errorlog': case 'errorlogformat': return { message: 'The error log is recognised by itself. Paste the LogFormat line of the access log instead.', at: start };
    case 'transferlog': return { message: 'TransferLog names a file; its layout is that of the last LogFormat without a nickname. Paste that line.', at: start };
  }
  const args = words(text.slice(word[0].length));
  if (args === null) return { message: 'A quote that opens here is not closed. Was the end of the line left out?', at: start + Math.max(0, text.indexOf('"')) };
  const [first, second] = args;
  if (word[1].toLowerCase() === 'logformat') {
    if (first === undefined) return { message: 'LogFormat has no text. Paste the whole line: LogFormat "%h %l %u %t …" nickname', at: start };
    return pieces(KNOWN[first] !== undefined && second === undefined ? KNOWN[first] : first, second ?? (KNOWN[first] !== undefined ? first : null), start);
  }
  const layout = second ?? first ?? '';
  if (layout.includes('%')) return pieces(layout, null, start);
  return KNOWN[layout] !== undefined ? pieces(KNOWN[layout], layout, start) : { message: `${word[1]} names the layout ${layout === '' ? 'of a file' : `"${layout}"`} and does not hold it. Paste the LogFormat line that ends in that nickname.`, at: start };
}

/** The arguments of a directive: quoted with " or ', or bare; null when a quote stays open. */
function words(text: string): string[] | null {
  const out: string[] = [];
  for (let i = 0; i < text.length;) {
    if (/\s/.test(text[i])) { i++; continue; }
    if (text[i] === '"' || text[i] === '\'') {
      const quote = text[i++];
      let value = '';
      while (i < text.length && text[i] !== quote) { if (text[i] === '\\' && (text[i + 1] === quote || text[i + 1] === '\\')) { value += text[i + 1] === '\\' ? '\\\\' : quote; i += 2; } else value += text[i++]; }
      if (i >= text.length) return null;
      out.push(value);
      i++;
    } else { const from = i; while (i < text.length && !/\s/.test(text[i])) i++; out.push(text.slice(from, i)); }
  }
  return out;
}

/** The text between quotes alone, with its escapes. */
function unquoted(text: string): string | null { if (text[0] !== '"' && text[0] !== '\'') return null; const args = words(text); return args?.[0] ?? null; }

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', '\\': '\\', '"': '"', '\'': '\'' };

function pieces(text: string, nickname: string | null, at: number): ApacheLayoutText | Problem {
  const out: LayoutPiece[] = [];
  let literal = '';
  for (let i = 0; i < text.length;) {
    if (text[i] === '\\' && ESCAPES[text[i + 1]] !== undefined) { literal += ESCAPES[text[i + 1]]; i += 2; continue; }
    if (text[i] !== '%') { literal += text[i++]; continue; }
    DIRECTIVE.lastIndex = i;
    const m = DIRECTIVE.exec(text);
    if (m === null) return { message: `"${text.slice(i, i + 8)}" is no directive of LogFormat.`, at };
    i = DIRECTIVE.lastIndex;
    if (m[2] === '%') { literal += '%'; continue; }
    if (literal !== '') { out.push({ literal }); literal = ''; }
    out.push({ name: m[2], arg: m[1] ?? null });
  }
  if (literal !== '') out.push({ literal });
  if (!out.some((p) => 'name' in p)) return { message: /\d\d:\d\d:\d\d/.test(text) ? 'This looks like a log line. Paste the LogFormat line: it has directives such as %h and %>s.' : 'There is no directive such as %h in it. Paste the LogFormat line.', at };
  return { nickname, pieces: out };
}
