#!/usr/bin/env node
// `npm test` and `npm run check`, plain Node: sets up what is missing, then runs bin/test.ts, bundled.
import { fileURLToPath, pathToFileURL } from 'node:url';
import path from 'node:path';
import { checkNode } from './setup/node-version.mjs';
import { SetupError, setUp } from './setup/setup.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
try {
  checkNode(process.versions.node);
  await setUp(root, { withDevDependencies: true });
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  // The one line that every run ends with: nothing could be tried.
  console.log('0 passed, 1 failed, 0 skipped');
  process.exit(1);
}
process.setSourceMapsEnabled(true);
const { main } = await import(pathToFileURL(path.join(root, '.build', 'test.mjs')).href);
await main(process.argv.slice(2), root);
