// Everything between a fresh clone and a runnable command line, each step only when its inputs changed. A set-up that has nothing to do costs a few
// milliseconds, writes nothing and needs no lock, so a read-only checkout that is up to date runs too.
import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { bundlesAreStale, makeBundles } from './bundles.mjs';
import { dependenciesAreStale, installDependencies } from './dependencies.mjs';
import { acquireFolderLock } from './folder-lock.mjs';
import { generatePrismaClient, prismaClientIsStale } from './prisma-client.mjs';
import { SetupError } from './setup-error.mjs';

export { SetupError };

/**
 * Installs from the lockfile, generates the Prisma client and bundles bin/*.ts into .build, as far as each is missing or stale.
 * Two at once wait for each other. Throws SetupError with a message for the user.
 * @param {string} root
 * @param {{ withDevDependencies: boolean }} options tests need the development dependencies, running does not
 */
export async function setUp(root, { withDevDependencies }) {
  const stale = () => dependenciesAreStale(root, withDevDependencies) || prismaClientIsStale(root) || bundlesAreStale(root);
  if (!stale()) return;
  requireWritable(root);
  const lock = await withSetupLock(root);
  try {
    if (dependenciesAreStale(root, withDevDependencies)) {
      requireWritable(path.join(root, 'node_modules'));
      say('Installing dependencies from package-lock.json …');
      await installDependencies(root);
    }
    if (prismaClientIsStale(root)) {
      requireWritable(path.join(root, 'lib', 'generated'));
      say('Generating the database client …');
      await generatePrismaClient(root);
    }
    if (bundlesAreStale(root)) {
      requireWritable(path.join(root, '.build'));
      await makeBundles(root);
    }
  } finally {
    lock.release();
  }
}

/**
 * Holds the lock that keeps two set-ups or page builds of one checkout apart; waits while another holds it.
 * @param {string} root
 */
export async function withSetupLock(root) {
  mkdirSync(path.join(root, '.build'), { recursive: true });
  for (let said = false; ; said = true) {
    const lock = acquireFolderLock(path.join(root, '.build', 'setup.lock'), {});
    if (lock.release) return lock;
    if (!said) say(`Waiting for the set-up that process ${lock.holder?.pid} is doing in this folder …`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** @param {string} target */
export function requireWritable(target) {
  const existing = existsSync(target) ? target : path.dirname(target);
  try {
    accessSync(existing, constants.W_OK);
    const owner = statSync(existing).uid;
    // Writable by group or mode is not enough for npm, which sets modes: only the owner or root can.
    if (process.getuid && process.getuid() !== 0 && process.getuid() !== owner) throw new Error();
  } catch {
    const owner = existsSync(existing) ? statSync(existing).uid : '?';
    throw new SetupError(`Set-up must change ${existing}, which belongs to another user (uid ${owner}, you are ${process.getuid?.() ?? '?'}).\n`
      + `Run Hangtime as that user, or make the folder yours: sudo chown -R "$(id -u)" ${JSON.stringify(existing)}`);
  }
}

// On stderr: stdout belongs to the command, which may print JSON.
const say = (/** @type {string} */ text) => process.stderr.write(`${text}\n`);
