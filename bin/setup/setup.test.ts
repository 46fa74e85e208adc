import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { contentHash } from './content-hash.mjs';
import { dependenciesAreStale } from './dependencies.mjs';
import { acquireFolderLock, readFolderLock } from './folder-lock.mjs';
import { checkNode } from './node-version.mjs';
import { identityOf, isAlive } from './process-identity.mjs';

let folder: string;
beforeEach(() => { folder = mkdtempSync(path.join(os.tmpdir(), 'hangtime setup ')); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const write = (name: string, text: string) => { mkdirSync(path.dirname(path.join(folder, name)), { recursive: true }); writeFileSync(path.join(folder, name), text); };

test('the Node versions of "engines" run, others are told so', () => {
  for (const version of ['20.19.0', '20.20.2', '22.12.0', '24.0.0', '26.1.0']) expect(() => checkNode(version)).not.toThrow();
  for (const version of ['18.20.0', '20.18.9', '21.7.0', '22.11.0', '23.5.0']) expect(() => checkNode(version)).toThrow(`This is Node ${version}`);
});

test('dependencies are stale when missing, of another version, or half installed; not for want of another platform\'s or of development ones', () => {
  const lock = (more: object = {}) => JSON.stringify({ packages: { '': {}, 'node_modules/a': { version: '1.0.0', integrity: 'x' }, 'node_modules/other-platform': { version: '1.0.0', optional: true }, 'node_modules/tester': { version: '1.0.0', dev: true }, ...more } });
  write('package-lock.json', lock());
  expect(dependenciesAreStale(folder, false)).toBe(true);
  write('node_modules/.package-lock.json', JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0', integrity: 'x' } } }));
  expect(dependenciesAreStale(folder, false)).toBe(false);
  expect(dependenciesAreStale(folder, true)).toBe(true);
  write('package-lock.json', lock({ 'node_modules/a': { version: '1.0.1', integrity: 'y' } }));
  expect(dependenciesAreStale(folder, false)).toBe(true);
  write('package-lock.json', lock({ 'node_modules/b': { version: '1.0.0' } }));
  expect(dependenciesAreStale(folder, false)).toBe(true);
  write('node_modules/.package-lock.json', '{"packages": {');
  expect(dependenciesAreStale(folder, false)).toBe(true);
});

test('the hash of sources follows names and contents, not tests and not what is made', () => {
  write('lib/a.ts', 'one');
  const hash = () => contentHash(folder, ['lib', 'absent.json']), first = hash();
  write('lib/a.test.ts', 'x');
  write('lib/generated/client.ts', 'x');
  write('lib/.hidden', 'x');
  expect(hash()).toBe(first);
  write('lib/a.ts', 'two');
  const second = hash();
  expect(second).not.toBe(first);
  write('lib/b/c.ts', '');
  expect(hash()).not.toBe(second);
  write('absent.json', '');
  expect(hash()).not.toBe(second);
});

test('a lock is held once, tells its facts, and counts only while its holder lives', () => {
  const file = path.join(folder, 'lock');
  const held = acquireFolderLock(file, { address: 'here' });
  expect(acquireFolderLock(file, {}).holder).toMatchObject({ pid: process.pid, address: 'here' });
  held.update?.({ address: 'there' });
  expect(readFolderLock(file)).toMatchObject({ pid: process.pid, address: 'there' });
  held.release?.();
  expect(existsSync(file)).toBe(false);

  // The same id, but another process: its start time differs.
  writeFileSync(file, JSON.stringify({ pid: process.pid, identity: `${process.pid}:long ago` }));
  expect(readFolderLock(file)).toBeNull();
  const taken = acquireFolderLock(file, {});
  expect(taken.release).toBeDefined();
  expect(JSON.parse(readFileSync(file, 'utf8')).identity).toBe(identityOf(process.pid));
  taken.release?.();
  writeFileSync(file, 'half a f');
  expect(acquireFolderLock(file, {}).release).toBeDefined();
});

test('processes are told apart', () => {
  expect(isAlive(process.pid)).toBe(true);
  expect(isAlive(0)).toBe(false);
  expect(isAlive(2 ** 30)).toBe(false);
  expect(identityOf(2 ** 30)).toBeNull();
  expect(identityOf(process.pid)).not.toBe(identityOf(process.ppid));
});
