/** What comes out of a piece of input: stretches of it as they are, and own bytes between them, without copying what passes whole. */
const NEWLINE = 10, RETURN = 13;

export class JsonOutput {
  private buf: Buffer = Buffer.alloc(0);
  private parts: Buffer[] = [];
  private from = 0; private to = 0;
  /** Within what indents a line whose line end was left out. */
  private indent = false;

  open(buf: Buffer): void { this.buf = buf; this.parts = []; this.from = this.to = 0; }
  /** A new record begins. */
  restart(): void { this.indent = false; }

  /** [from, to) of the input as it is. */
  emit(from: number, to: number): void {
    if (from === this.to) { this.to = to; return; }
    this.flush();
    this.from = from; this.to = to;
  }
  put(bytes: Buffer): void { this.flush(); this.parts.push(bytes); }

  /** [from, to) without its line ends and what indents the lines behind them. */
  compact(from: number, to: number): void {
    const { buf } = this, made = Buffer.allocUnsafe(to - from);
    let n = 0, { indent } = this;
    for (let i = from; i < to; i++) {
      const c = buf[i];
      if (c <= 32 && (indent || c === NEWLINE || (c === RETURN && buf[i + 1] === NEWLINE && i + 1 < to))) { if (c === NEWLINE) indent = true; continue; }
      indent = false;
      made[n++] = c;
    }
    this.indent = indent;
    this.put(made.subarray(0, n));
  }

  /** Everything since `open`; a part of the input itself where nothing was left out. */
  take(): Buffer {
    this.flush();
    const made = this.parts.length === 1 ? this.parts[0] : Buffer.concat(this.parts);
    this.parts = [];
    return made;
  }

  private flush(): void { if (this.to > this.from) this.parts.push(this.buf.subarray(this.from, this.to)); this.from = this.to; }
}
