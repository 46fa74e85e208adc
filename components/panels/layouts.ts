/** What begins a layout of its own: the directive that it stands in. A bare layout without one is ended by an empty line. */
const DIRECTIVES = ['log_format\\s', 'LogFormat\\s', 'CustomLog\\s', 'log-format\\s', '#Fields:', 'csv\\s', 'json\\s', 'accessLog:'];
const STARTS = new RegExp(`^(?=[ \\t]*(?:${DIRECTIVES.join('|')}))|\\n[ \\t]*\\n`, 'm');

/** The layouts in a pasted text: each may run over several lines. */
export function splitLayouts(text: string): string[] { return text.split(STARTS).map((s) => s.trim()).filter(Boolean); }
export const joinLayouts = (texts: readonly string[]): string => texts.join('\n\n');
