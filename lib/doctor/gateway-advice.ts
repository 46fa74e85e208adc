/** The shape of what is advised for one gateway. */
import type { Question } from './questions';

export type Advice = {
  answers: readonly Question[];
  /** Where the lines belong: a file and the place in it, a console, a command line. */
  place: string;
  /** Ready to copy. */
  lines: string;
  note?: string;
  /** A layout in `lines` that import reads when it is pasted as the source's own: checked by test. */
  layout?: string;
};
/** `cannot`: questions that no configuration of this gateway answers, and what to do instead. */
export type GatewayAdvice = { title: string; advice: readonly Advice[]; cannot: Partial<Record<Question, string>> };
