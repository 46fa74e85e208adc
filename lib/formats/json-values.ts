/** JSON values from their bytes: texts and numbers, as JsonPaths hands them over. */
import type { Draft } from '../call';
import { BACKSLASH, DASH, SLASH } from './scan';

const ESCAPES: Record<number, string> = { 110: '\n', 116: '\t', 114: '\r', 98: '\b', 102: '\f' };

const scratch = Buffer.alloc(4096);

/** The text of a string whose content is [from, to); a broken escape stays as it is. */
export function jsonText(buf: Buffer, from: number, to: number): string {
  // Lua and PHP escape every slash: in plain text these are only left out.
  let n = 0, plain = to - from <= scratch.length;
  for (let i = from; i < to && plain; i++) {
    let c = buf[i];
    if (c === BACKSLASH && i + 1 < to && buf[i + 1] === SLASH) c = buf[++i]; else plain = c !== BACKSLASH && c < 128;
    scratch[n++] = c;
  }
  return plain ? scratch.toString('latin1', 0, n) : escapedText(buf, from, to);
}

function escapedText(buf: Buffer, from: number, to: number): string {
  let at = from, text = '';
  for (let i = from; i < to; i++) {
    if (buf[i] !== BACKSLASH || i + 1 >= to) continue;
    text += buf.toString('utf8', at, i);
    const c = buf[i + 1], code = c === 117 && i + 6 <= to ? Number.parseInt(buf.toString('latin1', i + 2, i + 6), 16) : NaN;
    if (c === 117 && Number.isNaN(code)) { text += '\\u'; i += 1; } else if (c === 117) { text += String.fromCharCode(code); i += 5; } else { text += ESCAPES[c] ?? String.fromCharCode(c); i += 1; }
    at = i + 1;
  }
  return text + buf.toString('utf8', at, to);
}

/** Puts a text into the draft: as a span where it needs no decoding. "" and "-" are missing. */
export function putText(out: Draft, field: number, buf: Buffer, from: number, to: number): void {
  if (from >= to || (to - from === 1 && buf[from] === DASH)) return;
  for (let i = from; i < to; i++) if (buf[i] === BACKSLASH) { out.put(field, jsonText(buf, from, to)); return; }
  out.put(field, null);
  out.span(field, from, to);
}

/** A number written with or without quotes, also negative and with an exponent; NaN when it is none. */
export function jsonNumber(buf: Buffer, from: number, to: number): number {
  let whole = 0, i = from;
  for (; i < to; i++) { const d = buf[i] - 48; if (d < 0 || d > 9) break; whole = whole * 10 + d; }
  if (i === to && to > from && to - from < 16) return whole;
  // Most numbers have few digits: exact as one integer and one division.
  if (i > from && i < to && buf[i] === 46 && to - from < 16) {
    let scale = 1;
    for (i++; i < to; i++) { const d = buf[i] - 48; if (d < 0 || d > 9) break; whole = whole * 10 + d; scale *= 10; }
    if (i === to && scale > 1) return whole / scale;
  }
  const text = buf.toString('latin1', from, to).trim();
  return text === '' || !/^[+-]?\d/.test(text) ? NaN : Number(text);
}
