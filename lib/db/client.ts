/** The connections to Postgres, one set a process: Prisma for ordinary reads and writes, a plain pool for COPY and bulk reads. */
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../generated/prisma/client';

// Counts and ids stay below 2^53; as numbers no BigInt reaches React.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

const held = globalThis as unknown as { hangtimePool?: pg.Pool; hangtimePrisma?: PrismaClient };

function databaseUrl(): string {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error('DATABASE_URL is not set: start Hangtime with `npm start`, which sets it.');
  return url;
}
export const pool = (): pg.Pool => (held.hangtimePool ??= makePool());
function makePool(): pg.Pool {
  const made = new pg.Pool({ connectionString: databaseUrl(), max: 8 });
  // A server that goes away takes idle connections along: the pool replaces them. Without a listener the process would end.
  made.on('error', () => undefined);
  // The same holds for a connection that is in use between two queries: its next query says what happened.
  made.on('connect', (client) => { client.on('error', () => undefined); });
  return made;
}
export const prisma = (): PrismaClient => (held.hangtimePrisma ??= new PrismaClient({ adapter: new PrismaPg({ connectionString: databaseUrl(), max: 8 }) }));

/** Ends both. For processes and tests that must exit. */
export async function disconnect(): Promise<void> {
  await held.hangtimePrisma?.$disconnect(); await held.hangtimePool?.end();
  held.hangtimePrisma = held.hangtimePool = undefined;
}
