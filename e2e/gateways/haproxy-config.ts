/** A HAProxy with short limits: one backend a case, chosen by the path; one TCP listener a TCP case. */
export type Backend = {
  /** "refused": the path is "/refused". */
  name: string;
  /** Addresses of its servers s1, s2, …; none = a backend without servers. */
  to: string[];
  /** Further lines of the backend. */
  more?: string[];
  /** Options of each server line. */
  server?: string;
};
export type Listener = Backend & { port: number };

export const LIMITS = { connectMs: 500, serverMs: 1500, clientMs: 2500, queueMs: 400, requestMs: 700 };

/** Log lines go to standard output, each in every prefix that HAProxy knows. */
export const PREFIXES = ['raw', 'rfc3164', 'rfc5424', 'timed', 'iso', 'short', 'priority'];

const address = (a: string): string => (a.startsWith('unix:') ? `unix@${a.slice(5)}` : a.startsWith('[') ? `ipv6@${a.slice(1).replace(']', '')}` : a);
const servers = (b: Backend): string[] => b.to.map((a, i) => `  server s${i + 1} ${address(a)} ${b.server ?? ''}`);

export function haproxyConfig(port: number, backends: Backend[], listeners: Listener[], frontend: string[], log = PREFIXES): string {
  return [
    // Of two threads that write to one pipe at a time HAProxy drops one's line.
    'global', '  nbthread 1', ...log.map((f) => `  log stdout format ${f} local0`), '  tune.bufsize 16384', '',
    'defaults', '  log global', '  retries 0', '  option abortonclose',
    `  timeout connect ${LIMITS.connectMs}ms`, `  timeout server ${LIMITS.serverMs}ms`, `  timeout client ${LIMITS.clientMs}ms`, `  timeout queue ${LIMITS.queueMs}ms`, `  timeout http-request ${LIMITS.requestMs}ms`, '',
    'frontend web', '  mode http', '  option httplog', `  bind 127.0.0.1:${port}`, '  capture request header Host len 64', '  capture request header X-Request-Id len 64', ...frontend.map((l) => `  ${l}`),
    ...backends.map((b) => `  use_backend be_${b.name} if { path /${b.name} }`), '',
    ...backends.flatMap((b) => [`backend be_${b.name}`, '  mode http', ...(b.more ?? []).map((l) => `  ${l}`), ...servers(b), '']),
    ...listeners.flatMap((l) => [`listen tcp_${l.name}`, '  mode tcp', '  option tcplog', `  bind 127.0.0.1:${l.port}`, ...(l.more ?? []).map((m) => `  ${m}`), ...servers(l), '']),
  ].join('\n');
}
