/** The shape of a dialect of layouts (layout.ts): a value, one file each. */
import type { Format } from './format';

export type Problem = { message: string; /** Where in the paste. */ at: number };
export type Compiled = { ok: true; format: Format; /** The layout's own name, when it has one. */ name: string | null; /** What is read, and what is skipped over. */ variables: string[]; skipped: string[] } | ({ ok: false } & Problem);

export interface Dialect {
  /** Id of the formats that it compiles to, kebab-case: "nginx-log-format". */
  readonly id: string;
  readonly title: string;
  /** A short line that shows what to paste. */
  readonly example: string;
  /** Whether the paste is of this dialect. At most one dialect says so. */
  recognises(paste: string): boolean;
  /** The format has `holds`. Never throws. */
  compile(paste: string): Compiled;
}
