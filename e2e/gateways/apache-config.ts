/** An Apache with short limits: a path a case; a balancer where it has several instances. */
import { existsSync } from 'node:fs';

export type Proxied = {
  /** "refused": the path is "/refused". */
  name: string;
  /** Addresses: more than one makes a balancer. */
  to: string[];
  scheme?: 'http' | 'https' | 'fcgi' | 'ajp';
  /** Options of the worker, or of each of the balancer's, instead of "retry=0". */
  worker?: string;
  /** Balancer even with one instance, and its options. */
  balancer?: string;
};

/** What the suite's Apache has as limits; ProxyTimeout counts in whole seconds. */
export const LIMITS = { connectMs: 500, sendMs: 1000, readMs: 1000 };
export const LAYOUT = 'LogFormat "%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-Agent}i\\" %D %X %L %{BALANCER_WORKER_NAME}e" timed';

/** Where the modules of Debian's or Fedora's Apache are; null when they are not found. */
export const modulesDir = (): string | null => ['/usr/lib/apache2/modules', '/usr/lib64/httpd/modules', '/usr/lib/httpd/modules'].find((d) => existsSync(`${d}/mod_proxy_http.so`)) ?? null;
const MODULES = ['mpm_event', 'authz_core', 'reqtimeout', 'proxy', 'proxy_http', 'proxy_fcgi', 'proxy_ajp', 'proxy_balancer', 'lbmethod_byrequests', 'slotmem_shm', 'ssl', 'socache_shmcb', 'unique_id', 'env'];

export function apacheConfig(dir: string, port: number, modules: string, proxied: Proxied[]): string {
  const limits = 'connectiontimeout=500ms timeout=1 disablereuse=On';
  const pass = (p: Proxied): string[] => {
    const scheme = p.scheme ?? 'http', options = `${limits} ${p.worker ?? 'retry=0'}`;
    if (p.to.length === 1 && p.balancer === undefined) return [`ProxyPass "/${p.name}" "${scheme}://${p.to[0]}/${p.name}" ${options}`];
    return [`<Proxy "balancer://${p.name}">`, ...p.to.map((a) => `  BalancerMember "${scheme}://${a}" ${options}`), `  ProxySet lbmethod=byrequests ${p.balancer ?? ''}`, '</Proxy>', `ProxyPass "/${p.name}" "balancer://${p.name}/${p.name}"`];
  };
  return [
    `ServerRoot "${dir}"`, `PidFile "${dir}/httpd.pid"`, `Mutex file:${dir}`, `DefaultRuntimeDir "${dir}"`, `Listen 127.0.0.1:${port}`, 'ServerName shop.test:80', ...(process.getuid?.() === 0 ? ['User nobody', 'Group nogroup'] : []),
    ...MODULES.map((m) => `LoadModule ${m}_module ${modules}/mod_${m}.so`),
    `DocumentRoot "${dir}"`, 'Timeout 2', 'RequestReadTimeout header=1 body=2', 'LimitRequestBody 0', 'StartServers 1', 'ServerLimit 2', 'ThreadsPerChild 32', 'MaxRequestWorkers 64',
    'SSLProxyEngine on', 'SSLProxyVerify none', 'SSLProxyCheckPeerName off', 'SSLProxyCheckPeerCN off',
    `ErrorLog "${dir}/error.log"`, 'LogLevel info', LAYOUT, 'LogFormat "%h %l %u %t \\"%r\\" %>s %b" plain', `CustomLog "${dir}/access.log" timed`, `CustomLog "${dir}/plain.log" plain`,
    ...proxied.flatMap(pass), '',
  ].join('\n');
}
