/** Where in a document of records the reader is, and what stands before each record on its line: the document's prefix, and of OTLP its resource and scope. */
import { DOC, isKept, listOf, LOGS, RESOURCE, RESOURCES, SCOPE, SCOPES, SPANS, type Frame } from './json-envelope';
import type { JsonOutput } from './json-output';

const EMPTY: Buffer = Buffer.alloc(0);
/** A longer resource is left out of its records. */
const MAX_KEPT = 32 << 10;

export class JsonDocument {
  private frames: Frame[] = [];
  private prefix = EMPTY; private resource: Buffer | null = null; private scope: Buffer | null = null;

  /** One begins, behind this prefix. */
  enter(frame: Frame, prefix: Buffer): void { this.frames = [frame]; this.prefix = prefix; this.resource = this.scope = null; }
  /** It is none. */
  leave(): void { this.frames = []; }

  inList(): boolean { const { top } = this; return top !== DOC && top !== RESOURCE && top !== SCOPE; }
  /** Whether the elements of the list are records. */
  hasRecords(): boolean { const { top } = this; return top !== RESOURCES && top !== SCOPES; }
  /** Whether the value of this key belongs to the records below. */
  keeps(key: string): boolean { return isKept(this.top, key); }

  /** An object opens in a list; false where it is a value and nothing to go down into. */
  open(): boolean {
    const { top } = this;
    if (top !== RESOURCES && top !== SCOPES) return false;
    if (top === RESOURCES) this.resource = null;
    this.scope = null;
    this.frames.push(top === RESOURCES ? RESOURCE : SCOPE);
    return true;
  }
  /** The list of this key opens; false where no records stand below it. */
  openList(key: string): boolean {
    const list = listOf(this.top, key);
    if (list === undefined) return false;
    this.frames.push(list);
    return true;
  }
  /** A list or object closes. @returns whether that was the document. */
  close(): boolean { this.frames.pop(); return this.frames.length === 0; }

  /** Keeps the value at [from, to) for the records below. */
  keep(buf: Buffer, from: number, to: number): void {
    if (to - from > MAX_KEPT) return;
    const text = compacted(buf, from, to);
    if (this.top === RESOURCE) this.resource = text; else this.scope = text;
  }

  /** Puts what stands before a record on its line; true = a "}" closes it. */
  put(out: JsonOutput): boolean {
    if (this.prefix.length > 0) out.put(this.prefix);
    const { top } = this;
    if (top !== SPANS && top !== LOGS) return false;
    out.put(Buffer.from('{'));
    if (this.resource !== null) { out.put(Buffer.from('"resource":')); out.put(this.resource); out.put(Buffer.from(',')); }
    if (this.scope !== null) { out.put(Buffer.from('"scope":')); out.put(this.scope); out.put(Buffer.from(',')); }
    out.put(Buffer.from(top === SPANS ? '"span":' : '"logRecord":'));
    return true;
  }

  private get top(): Frame { return this.frames[this.frames.length - 1]; }
}

/** Without line ends and what indents the lines behind them. */
function compacted(buf: Buffer, from: number, to: number): Buffer {
  const text = buf.toString('latin1', from, to);
  return Buffer.from(text.includes('\n') ? text.replace(/\s*\n\s*/g, '') : text, 'latin1');
}
