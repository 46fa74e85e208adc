/** The database an instance works with: DATABASE_URL's, else the embedded Postgres, kept running. */
import path from 'node:path';
import pg from 'pg';
import { migrate } from '../lib/db/migrate';
import { startPostgres, type EmbeddedPostgres } from './postgres';

export type Database = {
  url: string;
  /** For the user: where the data is, without the password. */
  where: string;
  stop(): Promise<void>;
};

export const migrationsFolder = (root: string): string => path.join(root, 'prisma', 'migrations');

/**
 * Opens and migrates the database. When the embedded server ends by itself it is started again, on its old port where that is free;
 * `onMoved` hears of a new address. `say` gets one line a step.
 */
export async function openDatabase(root: string, data: string, say: (text: string) => void, onMoved: (url: string) => void = () => {}): Promise<Database> {
  const given = process.env.DATABASE_URL;
  if (given) {
    const where = describe(given);
    await checkServer(given, where);
    say(`Database: ${where} (DATABASE_URL)`);
    await bringUpToDate(root, given, say);
    return { url: given, where, stop: async () => {} };
  }
  const folder = path.join(data, 'postgres'), began = Date.now();
  const first = await startPostgres(root, folder);
  say(`Database: embedded Postgres ${first.adopted ? 'left by an earlier start, taken over' : `started in ${((Date.now() - began) / 1000).toFixed(1)} s`}, data in ${data}`);
  try {
    await bringUpToDate(root, first.url, say);
  } catch (error) {
    await first.stop();
    throw error;
  }
  const kept = keepRunning(first, (port) => startPostgres(root, folder, port), say, onMoved);
  return { url: first.url, where: `embedded Postgres in ${data}`, stop: kept.stop };
}

const OLDEST = 15;

async function checkServer(url: string, where: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 15_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ major: number }>("SELECT current_setting('server_version_num')::int / 10000 AS major");
    if (rows[0].major < OLDEST) throw new Error(`it is Postgres ${rows[0].major}; Hangtime needs ${OLDEST} or later`);
  } catch (error) {
    throw new Error(`The database that DATABASE_URL names (${where}) cannot be used: ${(error as Error).message || (error as NodeJS.ErrnoException).code}`, { cause: error });
  } finally {
    await client.end().catch(() => {});
  }
}

async function bringUpToDate(root: string, url: string, say: (text: string) => void): Promise<void> {
  const applied = await migrate(url, migrationsFolder(root));
  if (applied.length) say(`Migrations applied: ${applied.join(', ')}`);
}

function keepRunning(first: EmbeddedPostgres, again: (port: number) => Promise<EmbeddedPostgres>, say: (text: string) => void, onMoved: (url: string) => void) {
  let server = first, stopping = false, starting: Promise<void> = Promise.resolve();
  const follow = () => void server.ended.then(() => {
    if (stopping) return;
    say('Postgres ended unexpectedly; starting it again');
    starting = restart();
  });
  const restart = async () => {
    for (let wait = 250; !stopping; wait = Math.min(wait * 2, 15_000)) {
      try {
        const url = server.url;
        server = await again(server.port);
        follow();
        say('Postgres is back');
        if (server.url !== url) onMoved(server.url);
        return;
      } catch (error) {
        say(`Postgres: ${(error as Error).message}`);
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  };
  follow();
  return { stop: async () => { stopping = true; await starting; await server.stop(); } };
}

/** A database URL without its password. */
export function describe(url: string): string {
  try {
    const { hostname, port, pathname } = new URL(url);
    return `${hostname}${port ? `:${port}` : ''}${pathname}`;
  } catch {
    return 'the one that DATABASE_URL names';
  }
}
