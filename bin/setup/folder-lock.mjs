import { constants, copyFileSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { identityOf } from './process-identity.mjs';

/**
 * A lock file that names its holder. The lock counts only while that very process lives, so a kill -9 leaves nothing to clear by hand.
 * `facts` stay readable for others (`readFolderLock`); `update` replaces them.
 * Returns { release, update } when taken, else { holder }.
 * @param {string} file
 * @param {Record<string, unknown>} facts
 * @returns {{ release: () => void, update: (facts: Record<string, unknown>) => void, holder?: undefined } | { release?: undefined, update?: undefined, holder: Holder | null }}
 * @typedef {{ pid: number, identity: string } & Record<string, unknown>} Holder
 */
export function acquireFolderLock(file, facts) {
  const own = `${file}.${process.pid}`;
  const identity = identityOf(process.pid);
  const text = (/** @type {Record<string, unknown>} */ more) => JSON.stringify({ pid: process.pid, identity, ...more });
  const write = (/** @type {Record<string, unknown>} */ more) => writeFileSync(own, text(more), { mode: 0o600 });
  write(facts);
  try {
    for (let i = 0; i < 3; i++) {
      try {
        // A link is made whole or not at all, and fails when the name is taken.
        link(own, file);
        return {
          update: (more) => { write(more); renameSync(own, file); },
          release: () => { if (readRaw(file)?.identity === identity) rmSync(file, { force: true }); },
        };
      } catch (error) {
        if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
      }
      const holder = readFolderLock(file);
      if (holder) return { holder };
      clearStale(file, own);
    }
    return { holder: readFolderLock(file) };
  } finally {
    rmSync(own, { force: true });
  }
}

/**
 * Who holds the lock; null when nobody does or the holder has ended.
 * @param {string} file
 * @returns {Holder | null}
 */
export function readFolderLock(file) {
  const held = readRaw(file);
  return held && identityOf(held.pid) === held.identity ? held : null;
}

/**
 * Takes a dead holder's file away. Two may try at once: moving it aside shows which file was moved, and a live one is put back.
 * @param {string} file
 * @param {string} own
 */
function clearStale(file, own) {
  const aside = `${own}.stale`;
  try { renameSync(file, aside); } catch { return; }
  if (readFolderLock(aside)) try { link(aside, file); } catch { /* taken again meanwhile */ }
  rmSync(aside, { force: true });
}

/** @param {string} file @returns {Holder | null} */
function readRaw(file) {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return null;
    throw error;
  }
  try { return JSON.parse(text); } catch { return null; }
}

/** @param {string} from @param {string} to */
function link(from, to) {
  try {
    linkSync(from, to);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'ENOSYS'].includes(String(/** @type {NodeJS.ErrnoException} */ (error).code))) throw error;
    // A file system without hard links.
    copyFileSync(from, to, constants.COPYFILE_EXCL);
  }
}
