/** One data folder, one instance: a lock that says who runs here and how to reach it. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { acquireFolderLock, readFolderLock } from './setup/folder-lock.mjs';

export type InstanceFacts = {
  /** start: the whole application. import: a command line that started the database for itself. */
  kind: 'start' | 'import';
  /** Where the pages are; null before they are up. */
  address: string | null;
  /** Set once the database is migrated. */
  databaseUrl: string | null;
};
export type Instance = InstanceFacts & { pid: number };
export type InstanceLock = { update(facts: InstanceFacts): void; release(): void };

/** HANGTIME_DATA, or .data beside the program. A relative path counts from the working directory. */
export const dataFolder = (root: string): string => path.resolve(process.env.HANGTIME_DATA || path.join(root, '.data'));

const lockOf = (data: string): string => path.join(data, 'instance.json');

/** The instance that runs in this folder, or null. */
export function runningInstance(data: string): Instance | null {
  return readFolderLock(lockOf(data)) as unknown as Instance | null;
}

/** Takes the folder, or says who has it. Throws with a plain message when the folder cannot be written. */
export function takeFolder(data: string, facts: InstanceFacts): { lock: InstanceLock } | { holder: Instance | null } {
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 });
    const taken = acquireFolderLock(lockOf(data), facts);
    return taken.release ? { lock: taken } : { holder: taken.holder as unknown as Instance | null };
  } catch (error) {
    const { code, path: where } = error as NodeJS.ErrnoException;
    if (code !== 'EACCES' && code !== 'EPERM' && code !== 'EROFS') throw error;
    throw new Error(`The data folder ${data} cannot be used by this user (${code} on ${where}). Start Hangtime as the user it belongs to, or choose another with HANGTIME_DATA.`, { cause: error });
  }
}
