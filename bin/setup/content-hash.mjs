import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** Folders that are made, and files that never reach a build. */
const skip = (/** @type {string} */ name) => name.startsWith('.') || name === 'node_modules' || name === 'generated' || /\.test\.tsx?$/.test(name);

/**
 * SHA-256 over the names and contents of files and folders, given relative to `root`, in a fixed order. Absent ones count as absent.
 * By content, not by time: a checkout or a copy changes times.
 * @param {string} root
 * @param {string[]} inputs
 */
export function contentHash(root, inputs) {
  const hash = createHash('sha256');
  const add = (/** @type {string} */ name) => {
    const file = path.join(root, name);
    let names = null;
    try { names = readdirSync(file); } catch { /* a file, or absent */ }
    if (names) {
      for (const child of names.sort()) if (!skip(child)) add(`${name}/${child}`);
      return;
    }
    let bytes = null;
    try { bytes = readFileSync(file); } catch { /* absent */ }
    hash.update(`${name}\0${bytes ? bytes.length : 'absent'}\0`);
    if (bytes) hash.update(bytes);
  };
  for (const input of [...inputs].sort()) add(input);
  return hash.digest('hex');
}
