/**
 * The text of nginx's `log_format` directive, as people paste it, → a list of literals and variables.
 * Accepted: the whole directive over any number of lines, only its quoted pieces, or the bare text between the quotes.
 */

export type Piece = { literal: string } | { variable: string };
export type Escape = 'default' | 'json' | 'none';
export type LogFormatText = { name: string | null; escape: Escape; pieces: Piece[] };
/** What is wrong, at which character of the paste (from 0), and the way out. */
export type LogFormatProblem = { message: string; at: number };

const problem = (message: string, at: number): LogFormatProblem => ({ message, at });
export const isProblem = <T extends object>(x: T | LogFormatProblem): x is LogFormatProblem => 'message' in x;

export function readLogFormat(paste: string): LogFormatText | LogFormatProblem {
  const at = skip(paste, 0);
  if (at >= paste.length) return problem('Nothing was pasted. Paste the log_format line of your nginx.conf.', 0);
  if (paste.length > 20_000) return problem('This is too long for a log_format (20,000 characters at most). Paste only that directive.', 20_000);
  const word = /[^\s]+/y;
  word.lastIndex = at;
  const first = word.exec(paste)![0];
  if (first === 'access_log') return problem('This is the access_log line: it names a format and does not hold it. Paste the log_format line of that name.', at);
  if (first === 'error_log') return problem('The error log has a fixed layout and is recognised by itself. Paste the log_format line instead.', at);
  if (first === 'log_format') return directive(paste, at + first.length);
  if (paste[at] === '\'' || paste[at] === '"') return quoted(paste, at, null, 'default');
  return finished(null, 'default', paste.trim().replace(/;$/, ''), at);
}

/** name [escape=…] 'text' 'text' …; */
function directive(paste: string, from: number): LogFormatText | LogFormatProblem {
  let i = skip(paste, from);
  const nameAt = i;
  while (i < paste.length && !/[\s'";]/.test(paste[i])) i++;
  const name = paste.slice(nameAt, i);
  if (name === '') return problem('log_format needs a name before its text: log_format main \'…\';', nameAt);
  i = skip(paste, i);
  let escape: Escape = 'default';
  if (paste.startsWith('escape=', i)) {
    const end = i + (/^\S*/.exec(paste.slice(i))![0].replace(/;$/, '').length), value = paste.slice(i + 7, end);
    if (value !== 'default' && value !== 'json' && value !== 'none') return problem(`escape=${value} is unknown: nginx has default, json and none.`, i + 7);
    escape = value;
    i = skip(paste, end);
  }
  if (i >= paste.length || paste[i] === ';') return problem(`log_format ${name} has no text. Paste the quoted lines that follow it, too.`, i);
  if (paste[i] === '\'' || paste[i] === '"') return quoted(paste, i, name, escape);
  const end = paste.indexOf(';', i);
  return finished(name, escape, paste.slice(i, end < 0 ? undefined : end).trim(), i);
}

/** Quoted pieces up to ";" are one text; bare words between them count as nginx counts them. */
function quoted(paste: string, from: number, name: string | null, escape: Escape): LogFormatText | LogFormatProblem {
  let i = from, text = '';
  while (i < paste.length && paste[i] !== ';') {
    const quote = paste[i], open = i;
    if (quote === '}' ) break;
    if (quote !== '\'' && quote !== '"') {
      while (i < paste.length && !/[\s;'"]/.test(paste[i])) i++;
      text += paste.slice(open, i);
      i = skip(paste, i);
      continue;
    }
    for (i++; i < paste.length && paste[i] !== quote; i++) {
      if (paste[i] !== '\\' || i + 1 >= paste.length) { text += paste[i]; continue; }
      const c = paste[++i];
      text += c === 't' ? '\t' : c === 'n' ? '\n' : c === 'r' ? '\r' : c === '"' || c === '\'' || c === '\\' ? c : `\\${c}`;
    }
    if (i >= paste.length) return problem(`The quote ${quote} that opens here is not closed. Was the end of the line left out?`, open);
    i = skip(paste, i + 1);
  }
  return finished(name, escape, text, from);
}

/** Blanks and # comments. */
function skip(paste: string, from: number): number {
  let i = from;
  for (;;) {
    while (i < paste.length && /\s/.test(paste[i])) i++;
    if (paste[i] !== '#') return i;
    while (i < paste.length && paste[i] !== '\n') i++;
  }
}

function finished(name: string | null, escape: Escape, text: string, at: number): LogFormatText | LogFormatProblem {
  const pieces: Piece[] = [];
  const variable = /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g;
  let from = 0;
  for (let m = variable.exec(text); m !== null; m = variable.exec(text)) {
    if (m.index > from) pieces.push({ literal: text.slice(from, m.index) });
    pieces.push({ variable: m[1] ?? m[2] });
    from = m.index + m[0].length;
  }
  if (from < text.length) pieces.push({ literal: text.slice(from) });
  if (!pieces.some((p) => 'variable' in p)) {
    return problem(/\d+\.\d+\.\d+\.\d+|\d\d:\d\d:\d\d/.test(text) ? 'This looks like a log line. Paste the log_format line of nginx.conf: it has $variables.' : 'There is no $variable in it. Paste the log_format line of nginx.conf.', at);
  }
  return { name, escape, pieces };
}
