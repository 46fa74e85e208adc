/**
 * Which format a line has. Decided per line, with a prior for the file: logs are runs of one format, so most lines cost one cheap
 * test. Mixed files (access, error and application lines in one) switch line by line.
 */
import type { ParseSettings } from '../ingest/settings';
import type { Format } from './format';
import { compileLayout } from './layout';
import { FORMATS } from './registry';

export type Explanation = { format: string; title: string; lines: number; confidence: number; reason: string };

const HASH = 35, OPEN = 123;
/** So many formats that were seen before are asked first, the latest first. */
const RECENT = 4;
const CLAIM = 0.5;
/** JSON objects are told apart by how they begin: a writer's first key is as a rule the same. So many beginnings are kept apart. */
const HEADS = 64, HEAD = 10;

export class Detector {
  /** The formats that are asked, each replaced by what it becomes behind a header line. */
  private readonly own: Format[];
  private forced: Format | null;
  private readonly candidates: Format[];
  private readonly recent: Format[] = [];
  private readonly tally = new Map<Format, { lines: number; sniffed: number; sum: number }>();
  private none = 0;
  /** The format that read an object with this beginning last; what `pick` chose stands until the next line, for it may be rejected. */
  private readonly byHead: (Format | null)[] = new Array(HEADS).fill(null);
  private head = -1; private chosen: Format | null = null;

  /** A `log_format` text that does not compile is left out: it was checked where it was entered. */
  constructor(settings: ParseSettings) {
    const own: Format[] = [];
    for (const text of settings.logFormats) { const made = compileLayout(text); if (made.ok) own.push(made.format); }
    this.own = own;
    const named = settings.format === null ? null : FORMATS.find((f) => f.id === settings.format) ?? own.find((f) => f.id === settings.format) ?? null;
    this.forced = named !== null && !own.includes(named) ? named : null;
    this.candidates = settings.format !== null && named !== null ? (this.forced ? [this.forced] : [...own]) : [...own, ...FORMATS];
  }

  /**
   * Takes a header line that stands before the lines to come. Those of a preamble are not counted; in a file they are lines like others.
   * @returns the format that knows it, null when it is no header.
   */
  header(buf: Buffer, from: number, to: number): Format | null {
    let known: Format | null = null;
    for (let i = 0; i < this.candidates.length; i++) {
      const before = this.candidates[i], now = before.behind?.(buf, from, to) ?? null;
      if (now === null) continue;
      this.candidates[i] = now;
      for (const list of [this.own, this.recent]) { const at = list.indexOf(before); if (at >= 0) list[at] = now; }
      if (this.forced === before) this.forced = now;
      const t = this.tally.get(before);
      if (t !== undefined) { this.tally.delete(before); this.tally.set(now, t); }
      if (known === null) { known = now; if (!this.own.includes(now)) this.prefer(now); }
    }
    return known;
  }

  /** The format of the line [from, to), wrapper peeled; null when no format claims it. */
  pick(buf: Buffer, from: number, to: number): Format | null {
    if (this.head >= 0) { this.byHead[this.head] = this.chosen; this.head = -1; }
    if (buf[from] === HASH) this.header(buf, from, to);
    if (this.forced !== null) { this.count(this.forced, 1, false); return this.forced; }
    // The user's own layouts come before whatever was seen; a rejected line comes back through `again`.
    for (let i = 0; i < this.own.length; i++) {
      const f = this.own[i];
      if (f.holds!(buf, from, to) && (this.own.length === 1 || f.sniff(buf, from, to) > CLAIM)) { this.count(f, 1, false); return f; }
    }
    const recent = this.recent;
    if (recent.length > 1 && buf[from] === OPEN) this.head = headOf(buf, from, to);
    const like = this.head >= 0 ? this.byHead[this.head] : null;
    if (like !== null && like !== recent[0] && this.tally.has(like)) this.prefer(like);
    for (let i = 0; i < recent.length; i++) {
      const f = recent[i];
      const holds = f.holds !== undefined ? f.holds(buf, from, to) : f.sniff(buf, from, to) > CLAIM;
      if (!holds) continue;
      if (i > 0) this.prefer(f);
      this.count(f, 0, true);
      return (this.chosen = f);
    }
    return (this.chosen = this.search(buf, from, to, null));
  }

  /** Another format for a line that `rejected` did not parse, or null: then the rejection stands. */
  again(buf: Buffer, from: number, to: number, rejected: Format): Format | null {
    if (this.forced !== null) return this.header(buf, from, to);
    // The user's own layouts come first.
    const other = this.chosen = (this.own.length === 0 ? this.recently(buf, from, to, rejected) : null) ?? this.search(buf, from, to, rejected);
    if (other !== null) { const t = this.tally.get(rejected); if (t) t.lines--; }
    return other;
  }

  /** What was recognised so far, most lines first: for the chip that names the format of an import, and why. */
  explain(): Explanation[] {
    const found: Explanation[] = [];
    for (const [f, t] of this.tally) {
      if (t.lines <= 0) continue;
      const confidence = t.sniffed > 0 ? t.sum / t.sniffed : 1;
      const reason = f === this.forced ? 'chosen by hand' : this.own.includes(f) ? 'matches the log_format that was given' : f.signs ?? 'the lines have its shape';
      found.push({ format: f.id, title: f.title, lines: t.lines, confidence: Math.round(confidence * 100) / 100, reason });
    }
    found.sort((a, b) => b.lines - a.lines);
    if (this.none > 0) found.push({ format: 'unknown', title: 'Not recognised', lines: this.none, confidence: 0, reason: 'no format claims these lines' });
    return found;
  }

  /** A format that was seen before and claims the line: nobody else does then. */
  private recently(buf: Buffer, from: number, to: number, except: Format): Format | null {
    for (const f of this.recent) {
      const sure = f === except ? 0 : f.sniff(buf, from, to);
      if (sure > CLAIM) { this.prefer(f); this.count(f, sure, false); return f; }
    }
    return null;
  }

  private search(buf: Buffer, from: number, to: number, except: Format | null): Format | null {
    let best: Format | null = null, sure = 0;
    for (const f of this.candidates) {
      if (f === except) continue;
      const s = f.sniff(buf, from, to);
      if (s > sure) { best = f; sure = s; }
      // The user's own layouts come first, and a match of one is a match.
      if (best !== null && sure > CLAIM && this.own.includes(best)) break;
    }
    if (best === null || sure <= CLAIM) {
      best = this.header(buf, from, to); sure = 1;
      if (best === null) { if (except === null) this.none++; return null; }
    }
    if (!this.own.includes(best)) this.prefer(best);
    this.count(best, sure, false);
    return best;
  }

  private prefer(f: Format): void {
    const recent = this.recent, at = recent.indexOf(f);
    if (at > 0) recent.copyWithin(1, 0, at);
    else if (at < 0) { if (recent.length < RECENT) recent.push(f); recent.copyWithin(1, 0, recent.length - 1); }
    recent[0] = f;
  }

  private count(f: Format, sure: number, prior: boolean): void {
    let t = this.tally.get(f);
    if (t === undefined) { t = { lines: 0, sniffed: 0, sum: 0 }; this.tally.set(f, t); }
    t.lines++;
    if (!prior) { t.sniffed++; t.sum += sure; }
  }
}

function headOf(buf: Buffer, from: number, to: number): number {
  let h = 0;
  for (let i = from + 1, end = Math.min(to, from + 1 + HEAD); i < end; i++) h = (Math.imul(h, 31) + buf[i]) | 0;
  return (h ^ (h >>> 6) ^ (h >>> 12)) & (HEADS - 1);
}
