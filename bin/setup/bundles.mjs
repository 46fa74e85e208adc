import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { contentHash } from './content-hash.mjs';
import { SetupError } from './setup-error.mjs';

const inputs = ['bin', 'lib', 'prisma', 'tsconfig.json', 'package-lock.json'];

/** The TypeScript entries: every bin/*.ts that says so, by the name of its bundle. Tests and parts of entries live in folders or end in .test.ts. */
const entries = ['cli', 'worker', 'parse-thread', 'test', 'bench'];

const stampOf = (/** @type {string} */ root) => path.join(root, '.build', 'stamp');

/** @param {string} root */
export function bundlesAreStale(root) {
  const stamp = stampOf(root);
  return !existsSync(stamp) || !existsSync(path.join(root, '.build', 'cli.mjs')) || readFileSync(stamp, 'utf8') !== contentHash(root, inputs);
}

/**
 * Bundles the entries into .build/<name>.mjs; packages stay outside. Files change by rename, so a running instance never reads half a file.
 * @param {string} root
 */
export async function makeBundles(root) {
  const hash = contentHash(root, inputs);
  const out = path.join(root, '.build'), fresh = path.join(out, `fresh-${process.pid}`);
  const esbuild = await import(pathToFileURL(createRequire(path.join(root, 'package.json')).resolve('esbuild')).href);
  const present = entries.map((name) => path.join(root, 'bin', `${name}.ts`)).filter((file) => existsSync(file));
  try {
    await esbuild.build({
      entryPoints: present, outdir: fresh, outExtension: { '.js': '.mjs' }, chunkNames: 'part-[hash]', bundle: true, splitting: true, platform: 'node', target: 'node20', format: 'esm', packages: 'external',
      // Writes constants of other files as their numbers: 2 to 3 % of the time of a fold. Names stay.
      minifySyntax: true,
      alias: { '@': root }, sourcemap: 'linked', logLevel: 'silent', absWorkingDir: root,
    });
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    throw new SetupError(`The command line does not compile:\n${/** @type {Error} */ (error).message}`);
  } finally {
    await esbuild.stop();
  }
  mkdirSync(out, { recursive: true });
  rmSync(stampOf(root), { force: true });
  // Parts are named by content: new ones first, then the entries that name them, then the parts that nothing names any more.
  const made = readdirSync(fresh).sort((a, b) => Number(isPart(b)) - Number(isPart(a)));
  for (const name of made) renameSync(path.join(fresh, name), path.join(out, name));
  for (const name of readdirSync(out)) if (isPart(name) && !made.includes(name)) rmSync(path.join(out, name), { force: true });
  rmSync(fresh, { recursive: true, force: true });
  writeFileSync(stampOf(root), hash);
}

const isPart = (/** @type {string} */ name) => name.startsWith('part-');
