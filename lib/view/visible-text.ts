/**
 * Log text is hostile: it can hold control characters, and bidirectional marks that make a line read differently from what it is.
 * Splits a text into plain parts and parts that must be shown as a visible name.
 */
export type TextPart = { text: string; hidden: boolean };

// C0, DEL, C1; soft hyphen; Arabic letter mark; zero width and bidi marks; line and paragraph separators; word joiner to invisible plus and
// bidi isolates; variation selectors; BOM; interlinear marks; tag characters; lone surrogates.
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]|[\ud800-\udfff]/gu;
const NAMES: Record<number, string> = { 0: 'NUL', 9: 'TAB', 10: 'LF', 13: 'CR', 27: 'ESC', 127: 'DEL', 0x202e: 'RLO', 0x202d: 'LRO', 0x202a: 'LRE', 0x202b: 'RLE', 0x202c: 'PDF', 0x2066: 'LRI', 0x2067: 'RLI', 0x2068: 'FSI', 0x2069: 'PDI', 0x200e: 'LRM', 0x200f: 'RLM', 0x200b: 'ZWSP', 0xfeff: 'BOM', 0xad: 'SHY' };

const nameOf = (code: number): string => NAMES[code] ?? 'U+' + code.toString(16).toUpperCase().padStart(4, '0');

export function visibleParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const m of text.matchAll(HIDDEN)) {
    if (m.index > at) parts.push({ text: text.slice(at, m.index), hidden: false });
    parts.push({ text: nameOf(m[0].codePointAt(0)!), hidden: true });
    at = m.index + m[0].length;
  }
  if (at < text.length) parts.push({ text: text.slice(at), hidden: false });
  return parts;
}

/** The same as one string, for titles, tooltips and exports meant for eyes: hidden characters as "‹RLO›". */
export const visibleText = (text: string): string => visibleParts(text).map((p) => (p.hidden ? `‹${p.text}›` : p.text)).join('');
