import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { defineConfig } from "prisma/config";
// Prisma downloads its schema engine from a download host of its own. Where that did not happen (offline, CI, proxies),
// use the wasm stand-in; without this even `prisma generate` / `validate` fail.
const engines = path.resolve("node_modules/@prisma/engines");
const downloaded = existsSync(engines) && readdirSync(engines).some((f) => f.startsWith("schema-engine-"));
if (!downloaded && process.platform !== "win32") process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= path.resolve("prisma/schema-engine.mjs");
export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env.DATABASE_URL ?? "postgresql://unset:unset@127.0.0.1:1/unset" },
});
