/**
 * Layouts that users paste: a gateway's own line of configuration that says how its log is written. Each dialect is compiled to a
 * Format like the built-in ones; which dialect a paste is follows from its signs.
 */
import { csvLayout } from './csv-layout';
import { envoyLayout } from './envoy-layout';
import { apacheLayout } from './apache-layout';
import { caddyLayout } from './caddy-layout';
import type { Format } from './format';
import { haproxyLayout } from './haproxy-layout';
import { jsonLayout } from './json-layout';
import { nginxLayout } from './nginx-layout';
import { traefikLayout } from './traefik-layout';
import { w3cLayout } from './w3c-layout';

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

/** In the order in which they are asked. */
export const DIALECTS: readonly Dialect[] = [nginxLayout, haproxyLayout, apacheLayout, caddyLayout, jsonLayout, envoyLayout, w3cLayout, traefikLayout, csvLayout];

/** @returns the Format that a paste describes, or what is wrong with it and where. */
export function compileLayout(paste: string): Compiled {
  const dialect = DIALECTS.find((d) => d.recognises(paste));
  return dialect ? dialect.compile(paste) : { ok: false, message: `This is no layout that is known here. Paste one of: ${DIALECTS.map((d) => d.title).join(', ')}.`, at: 0 };
}
