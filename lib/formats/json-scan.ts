/**
 * Walks the members of a JSON object's top level without building it. Tolerant where gateways are sloppy: an unquoted variable that
 * was unset (`"status":,`), an unquoted list (`0.1, 0.2`), a raw quote inside a string, a cut line. Linear time, no allocation.
 */
import { BACKSLASH, COMMA, QUOTE } from './scan';

const isSpace = (c: number): boolean => c === 32 || c === 9 || c === 13 || c === 10;

export class JsonMembers {
  keyFrom = 0; keyTo = 0; from = 0; to = 0;
  /** The value was a string; [from, to) is inside its quotes. */
  quoted = false;
  /** The value was an object or array; [from, to) is all of it. */
  nested = false;
  private buf: Buffer = Buffer.alloc(0);
  private at = 0;
  private end = 0;

  /** Begins at [from, to); false when no object stands there. Leading "[" and "," of an array dump are skipped. */
  open(buf: Buffer, from: number, to: number): boolean {
    let i = from;
    while (i < to && (isSpace(buf[i]) || buf[i] === 91 || buf[i] === COMMA)) i++;
    if (i >= to || buf[i] !== 123) return false;
    this.buf = buf; this.at = i + 1; this.end = to;
    return true;
  }

  /** Moves to the next member; false at the end of the object or where it makes no sense any more. */
  next(): boolean {
    const { buf, end } = this;
    let i = this.at;
    while (i < end && (isSpace(buf[i]) || buf[i] === COMMA)) i++;
    if (i >= end || buf[i] !== QUOTE) return false;
    this.keyFrom = ++i;
    while (i < end && buf[i] !== QUOTE) i += buf[i] === BACKSLASH ? 2 : 1;
    if (i >= end) return false;
    this.keyTo = i++;
    while (i < end && isSpace(buf[i])) i++;
    if (i >= end || buf[i] !== 58) return false;
    i++;
    while (i < end && isSpace(buf[i])) i++;
    this.quoted = this.nested = false;
    const c = i < end ? buf[i] : 0;
    if (c === QUOTE) { this.quoted = true; this.from = i + 1; this.to = this.stringEnd(i + 1); this.at = Math.min(end, this.to + 1); }
    else if (c === 123 || c === 91) { this.nested = true; this.from = i; this.to = this.nestedEnd(i); this.at = this.to; }
    else { this.from = i; this.to = this.at = this.bareEnd(i); while (this.to > i && isSpace(buf[this.to - 1])) this.to--; }
    return true;
  }

  /** The quote that ends a string is followed by "," or "}"; any other is a raw one inside it. */
  private stringEnd(from: number): number {
    const { buf, end } = this;
    let first = -1;
    for (let i = from; i < end; i++) {
      const c = buf[i];
      if (c === BACKSLASH) { i++; continue; }
      if (c !== QUOTE) continue;
      let n = i + 1;
      while (n < end && isSpace(buf[n])) n++;
      if (n >= end || buf[n] === 125 || buf[n] === 93) return i;
      if (buf[n] === COMMA) {
        do n++; while (n < end && isSpace(buf[n]));
        if (n >= end || buf[n] === QUOTE) return i;
      }
      // A raw quote is looked past once or twice, not through the whole line for every string.
      if (first < 0) first = i;
      if (i - first > 8192) return first;
    }
    return first < 0 ? end : first;
  }

  /** A number or word ends before the "," that a key follows, or at "}". */
  private bareEnd(from: number): number {
    const { buf, end } = this;
    for (let i = from; i < end; i++) {
      if (buf[i] === 125) return i;
      if (buf[i] !== COMMA) continue;
      let n = i + 1;
      while (n < end && isSpace(buf[n])) n++;
      if (n >= end || buf[n] === QUOTE) return i;
    }
    return end;
  }

  private nestedEnd(from: number): number {
    const { buf, end } = this;
    let depth = 0;
    for (let i = from; i < end; i++) {
      const c = buf[i];
      if (c === QUOTE) { i++; while (i < end && buf[i] !== QUOTE) i += buf[i] === BACKSLASH ? 2 : 1; }
      else if (c === 123 || c === 91) depth++;
      else if ((c === 125 || c === 93) && --depth === 0) return i + 1;
    }
    return end;
  }
}
