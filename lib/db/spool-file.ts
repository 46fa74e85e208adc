/** The file an import is read from: ours to remove when it lies in the spool, the user's own otherwise. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type pg from 'pg';
import { spoolDir } from './uploads';

/** Forgets the file; removes it if it was uploaded and no other import is read from it. */
export async function dropSpool(pool: pg.Pool, importId: number, file: string | null): Promise<void> {
  if (file === null) return;
  await pool.query('update import set spool_path = null where id = $1', [importId]);
  const { rowCount } = await pool.query('select from import where spool_path = $1', [file]);
  if (rowCount === 0 && path.dirname(path.resolve(file)) === spoolDir()) await rm(file, { force: true });
}
