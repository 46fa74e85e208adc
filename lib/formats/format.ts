/**
 * The shape that every log format has. One file a format, its sample and its test beside it, one line in the registry.
 * A format is a value; rejection is a result, never a throw.
 */
import type { Draft, Verdict } from '../call';
import type { ParseSettings } from '../ingest/settings';

export interface Format {
  /** Stable id, kebab-case, stored with imports: "nginx-combined". */
  readonly id: string;
  readonly title: string;
  /** Product name in lower case: nginx, haproxy. */
  readonly gateway: string;
  /** By what its lines are known, for people: "a key such as urt= behind the combined part". */
  readonly signs?: string;
  /** access: one line a call. error: one line an event of a call or attempt. */
  readonly kind: 'access' | 'error';
  /**
   * How sure the format is that the line [from, to) of `buf` (wrapper peeled, no line end) is its own: 0 = not mine, up to 1.
   * Over the samples of all formats, only a line's own format answers above 0.5. Linear time, no allocation worth naming.
   */
  sniff(buf: Buffer, from: number, to: number): number;
  /**
   * A cheap test that a line still has the shape of the lines before it, for the detector while the prior holds; without it the
   * detector sniffs each line. A false yes costs one rejected parse, never a lost line.
   */
  holds?(buf: Buffer, from: number, to: number): boolean;
  /**
   * For formats whose lines mean what a header line says: the format of the lines behind the header [from, to), null when the line is none of
   * its headers. Asked of lines that begin with "#" and of lines that no format claims; a line must be among those that lib/ingest/preamble
   * carries from chunk to chunk. The answer has `holds`, keeps nothing of `buf`, and is asked in turn for the next header.
   */
  behind?(buf: Buffer, from: number, to: number): Format | null;
  /** Fills `out` (already reset) from the line. Never throws, linear time. Sets `out.reason` when FILTERED or REJECTED. */
  parse(buf: Buffer, from: number, to: number, out: Draft, settings: ParseSettings): Verdict;
  /** Sets failure, confidence, evidence, generatedBy and every attempt's failure, from what `parse` filled. */
  classify(out: Draft, settings: ParseSettings): void;
  /** Which questions a line of this format can answer (the log doctor's table). */
  readonly answers: Answers;
}

export type Answers = {
  duration: boolean; connect: boolean; firstByte: boolean; body: boolean; instance: boolean;
  /** no = attempts are hidden, count = only how many, list = each one with its times. */
  retries: 'no' | 'count' | 'list'; clientAbort: boolean; requestId: boolean; zone: boolean;
};

/**
 * What a wrapper (syslog prefix and the like) tells about the line inside: where that begins, and, when the prefix has them, its year,
 * its offset from UTC and its moment (ms since the epoch).
 */
export type Wrapper = { kind: string; from: number; year: number | null; offsetMin: number | null; at: number | null };
