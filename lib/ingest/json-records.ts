/**
 * One line of one record, for files whose JSON is not written so: arrays, documents of records (Azure's `{"records":[…]}`, OTLP's
 * `{"resourceSpans":[…]}`), objects over many lines or several on one. It stands between decoder and splitter; offsets of chunks are
 * offsets of what comes out here. What comes out depends on the content alone, never on how it was sliced, and a file that grew gives
 * what it gave before and more.
 *
 * The head of a file decides: without JSON at the start of a line, bytes pass by untouched. Otherwise lines of one whole object and lines
 * of text pass as they are, and what is listed above is taken apart. Text and broken JSON lose nothing: they pass as the lines that they
 * are. Of a document, what belongs to no record is left out. Memory: a record; one longer than MAX_LINE passes as one line too long.
 */
import { newWrapper, unwrap } from '../formats/wrapper';
import { blanks, JsonCutter, opens } from './json-cutter';
import { isList, YES } from './json-envelope';

const HEAD_BYTES = 4096, NEWLINE = 10, LIST = 91, OPEN = 123;
const EMPTY: Buffer = Buffer.alloc(0);

export class JsonRecords {
  private head: Buffer | null = EMPTY; private off = false;
  private readonly wrapper = newWrapper(); private readonly cutter = new JsonCutter();

  /** Takes decoded bytes in order; what comes back may be a part of them. */
  push(bytes: Buffer): Buffer {
    if (this.off || bytes.length === 0) return bytes;
    if (this.head === null) return this.cutter.run(bytes, false);
    this.head = this.head.length > 0 ? Buffer.concat([this.head, bytes]) : Buffer.from(bytes);
    return this.head.length < HEAD_BYTES ? EMPTY : this.open(false);
  }
  /** The content has ended. */
  end(): Buffer { return this.off ? EMPTY : this.head === null ? this.cutter.run(EMPTY, true) : this.open(true); }

  private open(last: boolean): Buffer {
    const all = this.head!;
    this.head = null;
    this.off = !this.study(all.subarray(0, HEAD_BYTES));
    return this.off ? all : this.cutter.run(all, last);
  }

  /** Whether a line of the head begins with JSON. */
  private study(head: Buffer): boolean {
    let json = false;
    for (let from = 0; from < head.length;) {
      const newline = head.indexOf(NEWLINE, from), to = newline < 0 ? head.length : newline, i = blanks(head, from, to);
      if (head[i] === OPEN || (head[i] === LIST && isList(head, i, head.length) !== 0)) json = true;
      else if (i < to) { const inner = unwrap(head, from, to, this.wrapper); if (inner > from && opens(head, inner, head.length) === YES) json = this.cutter.prefixed = true; }
      from = to + 1;
    }
    return json;
  }
}
