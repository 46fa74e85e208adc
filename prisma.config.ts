import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'prisma/config';

// Prisma's command line needs its schema engine, which it downloads from a host of its own. Where that did not happen, prisma/schema-engine.mjs
// stands in. Set here, not for every command: with the variable set to something that does nothing, `migrate deploy` would do nothing and say it did.
const engines = path.resolve('node_modules/@prisma/engines');
const downloaded = existsSync(engines) && readdirSync(engines).some((name) => name.startsWith('schema-engine-'));
if (!downloaded && process.platform !== 'win32') process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= path.resolve('prisma/schema-engine.mjs');

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://unset:unset@127.0.0.1:1/unset' },
});
