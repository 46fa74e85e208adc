import { UsageError } from './usage-error';

export type StartSettings = { port: number; host: string };

/** PORT and HOST from the environment. Throws UsageError. */
export function startSettings(env: NodeJS.ProcessEnv): StartSettings {
  const port = env.PORT ? Number(env.PORT) : 3000;
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new UsageError(`PORT must be a number from 0 to 65535 (0 = any free one), not "${env.PORT}".`);
  return { port, host: env.HOST || '127.0.0.1' };
}

/** The address to open in a browser. A server on all addresses is reached as localhost. */
export function addressOf({ host, port }: StartSettings): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

/** What to tell when the port cannot be bound. */
export function portFault(error: NodeJS.ErrnoException, { host, port }: StartSettings): string {
  if (error.code === 'EADDRINUSE') return `Port ${port} on ${host} is taken by another program. Choose another one: PORT=${port + 1} npm start`;
  if (error.code === 'EACCES') return `Port ${port} needs more rights than this user has. Choose one above 1023: PORT=3000 npm start`;
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') return `HOST=${host} is not an address of this machine. Use 127.0.0.1 (this machine only) or 0.0.0.0 (all of its addresses).`;
  return `Cannot listen on ${host}:${port}: ${error.message}`;
}
