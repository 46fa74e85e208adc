/**
 * The text of HAProxy's `log-format`, as people paste it, → literals and variables. Accepted: the whole directive, quoted or with
 * backslashes, or the bare text. HAProxy writes one blank for any run of blanks, and so do the literals here.
 */
import type { Problem } from './dialect';

/** `quoted`: written between quotes by itself (`%{+Q}`). An expression `%[…]` is a variable named by its text. */
export type Piece = { literal: string } | { variable: string; quoted: boolean };

const VARIABLE = /%(?:\{([^}]*)\})?(?:\[((?:[^\]\\]|\\.)*)\]|([A-Za-z]{1,3}))/y;
/** Longest first, so that "%tsc" is not "%ts" and a "c". */
const NAMES = ['hrl', 'hsl', 'trg', 'trl', 'tsc', 'sslc', 'sslv', 'HPO', 'pid', 'lc', 'CC', 'CS', 'HM', 'HP', 'HQ', 'HU', 'HV', 'ID', 'ST', 'TR', 'Ta', 'Tc', 'Td', 'Th', 'Ti', 'Tl', 'Tq', 'Tr', 'Ts', 'Tt', 'Tu', 'Tw',
  'ac', 'bc', 'bi', 'bp', 'bq', 'ci', 'cp', 'fc', 'fi', 'fp', 'ft', 'hr', 'hs', 'ms', 'rc', 'rt', 'sc', 'si', 'sp', 'sq', 'tr', 'ts', 'B', 'H', 'T', 'U', 'b', 'f', 'o', 'r', 's', 't'];

export function readHaproxyLayout(paste: string): Piece[] | Problem {
  const start = paste.search(/\S/);
  if (start < 0) return { message: 'Nothing was pasted. Paste the log-format line of your haproxy.cfg.', at: 0 };
  if (paste.length > 20_000) return { message: 'This is too long for a log-format (20,000 characters at most). Paste only that directive.', at: 20_000 };
  if (/^\s*option\s+(httplog|tcplog|httpslog)/.test(paste)) return { message: 'Lines of this option are recognised by themselves: no layout is needed. Paste a log-format line where you have your own.', at: start };
  const directive = /^\s*(?:error-)?log-format\s+/.exec(paste), from = directive ? directive[0].length : start;
  return pieces(plain(paste.slice(from).trimEnd()), /["']/.test(paste[from]) ? from + 1 : from);
}

/** The argument of a directive without its quotes and backslashes. */
function plain(text: string): string {
  const quote = text[0];
  if (quote === '"' && text.endsWith('"') && text.length > 1) return text.slice(1, -1).replace(/\\(["\\ #])/g, '$1');
  if (quote === "'" && text.endsWith("'") && text.length > 1) return text.slice(1, -1);
  return text.replace(/\\([ "'\\#])/g, '$1');
}

function pieces(text: string, at: number): Piece[] | Problem {
  const found: Piece[] = [];
  let quoteAll = false;
  const literal = (s: string): void => { const last = found.at(-1); if (last && 'literal' in last) last.literal = (last.literal + s).replace(/ {2,}/g, ' '); else found.push({ literal: s.replace(/ {2,}/g, ' ') }); };
  for (let i = 0; i < text.length;) {
    if (text[i] !== '%') { const next = text.indexOf('%', i), end = next < 0 ? text.length : next; literal(text.slice(i, end)); i = end; continue; }
    if (text[i + 1] === '%') { literal('%'); i += 2; continue; }
    VARIABLE.lastIndex = i;
    const m = VARIABLE.exec(text), name = m?.[3] === undefined ? undefined : NAMES.find((n) => text.startsWith(n, VARIABLE.lastIndex - m[3].length));
    if (!m || (m[2] === undefined && name === undefined)) return { message: `HAProxy has no variable “${text.slice(i, i + 5)}”. A percent sign itself is written %%.`, at: at + i };
    const flags = m[1] ?? '', quoted: boolean = flags.includes('+Q') || (quoteAll && !flags.includes('-Q'));
    i = m[2] === undefined ? VARIABLE.lastIndex - m[3].length + name!.length : VARIABLE.lastIndex;
    // "%{+Q}o" writes nothing itself and holds for all that follow.
    if (name === 'o') { quoteAll = quoted; continue; }
    found.push({ variable: m[2] === undefined ? name! : m[2].trim(), quoted });
  }
  if (!found.some((p) => 'variable' in p)) return { message: 'There is no %variable in it. Paste the log-format line of haproxy.cfg.', at };
  return joined(found);
}

/** "%ci:%cp" is one value, because an IPv6 address has colons of its own. */
function joined(found: Piece[]): Piece[] {
  const out: Piece[] = [];
  for (let i = 0; i < found.length; i++) {
    const [a, colon, b] = found.slice(i, i + 3);
    const pair = a && 'variable' in a && colon && 'literal' in colon && colon.literal === ':' && b && 'variable' in b && ['ci:cp', 'si:sp'].includes(`${a.variable}:${b.variable}`);
    if (pair) { out.push({ variable: `${a.variable}:${b.variable}`, quoted: false }); i += 2; } else out.push(a);
  }
  return out;
}
