/**
 * Layouts that users paste: a gateway's own line of configuration that says how its log is written. Each dialect is compiled to a
 * Format like the built-in ones; which dialect a paste is follows from its signs.
 */
import type { Compiled, Dialect } from './dialect';
import { csvLayout } from './csv-layout';
import { envoyLayout } from './envoy-layout';
import { apacheLayout } from './apache-layout';
import { caddyLayout } from './caddy-layout';
import { haproxyLayout } from './haproxy-layout';
import { jsonLayout } from './json-layout';
import { nginxLayout } from './nginx-layout';
import { traefikLayout } from './traefik-layout';
import { w3cLayout } from './w3c-layout';

/** In the order in which they are asked. */
export const DIALECTS: readonly Dialect[] = [nginxLayout, haproxyLayout, apacheLayout, caddyLayout, jsonLayout, envoyLayout, w3cLayout, traefikLayout, csvLayout];

/** @returns the Format that a paste describes, or what is wrong with it and where. */
export function compileLayout(paste: string): Compiled {
  const dialect = DIALECTS.find((d) => d.recognises(paste));
  return dialect ? dialect.compile(paste) : { ok: false, message: `This is no layout that is known here. Paste one of: ${DIALECTS.map((d) => d.title).join(', ')}.`, at: 0 };
}
