/** The log_format directives in a pasted text: each may run over several lines; a bare format without its name is one. */
export function splitLogFormats(text: string): string[] {
  return text.split(/^(?=[ \t]*log_format\s)|\n[ \t]*\n/m).map((s) => s.trim()).filter(Boolean);
}
export const joinLogFormats = (texts: readonly string[]): string => texts.join('\n\n');
