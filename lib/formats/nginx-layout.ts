/** nginx `log_format` as a layout to paste. */
import type { Dialect } from './dialect';
import { compileLogFormat } from './nginx-log-format';

export const nginxLayout: Dialect = {
  id: 'nginx-log-format', title: 'nginx log_format', example: `log_format timed '$remote_addr [$time_local] "$request" $status urt=$upstream_response_time';`,
  // Anything with a variable, and a log_format without one: its own message says what is missing.
  recognises: (paste) => !/^\s*(?:LogFormat|CustomLog|GlobalLog|TransferLog|ErrorLogFormat)\b|(?:^|[\s{])format\s+(?:json|filter|append|console|transform)\b/.test(paste) && (/\$\{?[a-z_]/i.test(paste) || /^\s*log_format\b(?!\s*:)/.test(paste)),
  compile: compileLogFormat,
};
