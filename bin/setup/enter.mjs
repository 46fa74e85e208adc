import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { checkNode } from './node-version.mjs';
import { SetupError, setUp } from './setup.mjs';

/**
 * Checks Node, sets up what is missing or stale, then runs `main` of a bundle with the command line's arguments. Plain Node without
 * dependencies: it is the first thing that a fresh clone runs. `lastWords` goes to standard output where the set-up cannot be done.
 * @param {string} bundle name of the bundle of bin/<name>.ts
 * @param {{ withDevDependencies: boolean, lastWords?: string }} options
 */
export async function enter(bundle, { withDevDependencies, lastWords }) {
  const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
  try {
    checkNode(process.versions.node);
    await setUp(root, { withDevDependencies });
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    if (lastWords) console.log(lastWords);
    process.exit(1);
  }
  process.setSourceMapsEnabled(true);
  const { main } = await import(pathToFileURL(path.join(root, '.build', `${bundle}.mjs`)).href);
  await main(process.argv.slice(2), root);
}
