/**
 * Walks a stored chunk again and shows its lines exactly as the fold saw them: for lists of calls, for single records, for the join.
 * A line's meaning may rest on the lines before it (which format this file has), so a walk always starts with the chunk's preamble
 * and its first line; 5,000 lines take a few ms.
 */
import { CALL, type Draft, type Verdict } from '../call';
import type { Format } from '../formats/format';
import { LineReader, lineEnd, trimEnd } from './line-reader';
import { NameIds } from './name-ids';
import type { ParseSettings } from './settings';

/** One line; the same object for every line of a walk, as its draft is: take what is needed before returning. */
export type Line = {
  verdict: Verdict;
  /** Number within the chunk, from 0. */
  line: number;
  /** Where the line stands in the bytes, line end not included. */
  offset: number; length: number;
  draft: Draft;
  /** null: no format read it. */
  format: Format | null;
  /** Why it was filtered or rejected. */
  reason: string;
};
/** Return false to end the walk. */
export type Visit<T> = (seen: T) => boolean | void;

/** A call: its line, and the names that lead to its route ("METHOD template") and to the instance of its last attempt; null = none. */
export type CallLine = Line & { route: string | null; label: string; addr: string | null };
export type Window = { fromMs: number; toMs: number };

/** Reads chunks of one source; keeps what is costly to make. One walk at a time. */
export class ChunkReader {
  private readonly reader: LineReader; private readonly names: NameIds;
  private readonly seen: CallLine;

  constructor(settings: ParseSettings) {
    this.reader = new LineReader(settings); this.names = new NameIds(settings.templates);
    this.seen = { verdict: CALL, line: 0, offset: 0, length: 0, draft: this.reader.draft, format: null, reason: '', route: null, label: '', addr: null };
  }

  /** Every line, in order. */
  eachLine(bytes: Buffer, preamble: Uint8Array | null, visit: Visit<Line>): void {
    const { reader, seen } = this;
    reader.restart(preamble);
    for (let from = 0, line = 0; from < bytes.length; line++) {
      const newline = lineEnd(bytes, from), to = trimEnd(bytes, from, newline);
      seen.verdict = reader.read(bytes, from, to);
      seen.line = line; seen.offset = from; seen.length = to - from; seen.format = reader.format; seen.reason = reader.reason;
      if (visit(seen) === false) return;
      from = newline + 1;
    }
  }

  /** Every call within the window (time as logged, end exclusive), in the order of lines. */
  eachCall(bytes: Buffer, preamble: Uint8Array | null, visit: Visit<CallLine>, window?: Window): void {
    this.names.start();
    this.eachLine(bytes, preamble, (l) => (l.verdict !== CALL || (window && !within(l.draft.at, window)) ? undefined : visit(this.named(l as CallLine))));
  }

  /** The same, newest first, later lines first where times are equal. Lines are read twice, the second time only as long as the visitor wants more. */
  eachCallNewestFirst(bytes: Buffer, preamble: Uint8Array | null, visit: Visit<CallLine>, window?: Window): void {
    const found: { at: number; line: number; offset: number; length: number; format: Format }[] = [];
    this.eachLine(bytes, preamble, (l) => { if (l.verdict === CALL && (!window || within(l.draft.at, window))) found.push({ at: Math.trunc(l.draft.at), line: l.line, offset: l.offset, length: l.length, format: l.format! }); });
    found.sort((a, b) => b.at - a.at || b.offset - a.offset);
    this.names.start();
    for (const f of found) {
      const { seen } = this;
      seen.verdict = this.reader.readAs(f.format, bytes, f.offset, f.offset + f.length);
      seen.line = f.line; seen.offset = f.offset; seen.length = f.length; seen.format = f.format; seen.reason = '';
      if (visit(this.named(seen)) === false) return;
    }
  }

  private named(c: CallLine): CallLine {
    const d = c.draft;
    c.route = this.names.routeName(d, CALL) || null; c.label = d.text(d.groupField()) ?? ''; c.addr = d.attempts > 0 ? d.addr(d.attempts - 1) : null;
    return c;
  }
}

const within = (at: number, w: Window): boolean => at >= w.fromMs && at < w.toMs;
