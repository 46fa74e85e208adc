import { spawnSync } from 'node:child_process';
import { installPackages } from './system-packages';

/** Programs, and Debian's packages of them. Apache without its service: the program and its modules. */
const GATEWAYS: Record<string, string> = { nginx: 'nginx', haproxy: 'haproxy', apache2: 'apache2-bin', caddy: 'caddy' };
// As an ordinary user /usr/sbin is often not on PATH.
const PATH = `${process.env.PATH ?? ''}:/usr/sbin:/usr/local/sbin`;
const runs = (name: string): boolean => spawnSync(name, ['-v'], { env: { ...process.env, PATH }, stdio: 'ignore' }).error === undefined;

/** Installs the gateways that are missing, where that is possible, and returns those that still are. */
export function installGateways(): string[] {
  const missing = Object.keys(GATEWAYS).filter((name) => !runs(name));
  if (missing.length) installPackages(missing.map((name) => GATEWAYS[name]));
  return missing.filter((name) => !runs(name));
}
