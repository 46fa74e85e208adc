/**
 * Deleting a source, first step: the click marks it and its imports, and from then on no page knows it and its name is free. The second is
 * the worker's (remove-source.ts).
 */
import type { Viewer } from '../access/viewer';
import { pool } from './client';
import { Refused, wakeWorker } from './imports';
import { inTransaction } from './store';

const DEADLOCK = '40P01', TRIES = 5;

/** Deletes a source with all of its imports; those under way stop. Throws Refused when the workspace has none of this id. */
export async function deleteSource(viewer: Viewer, id: number): Promise<void> {
  for (let tries = 1; ; tries++) {
    try { await mark(viewer, id); break; } catch (e) {
      // A worker that adds the tail of a file that grew holds two imports at once, and may hold them in another order.
      if ((e as { code?: string }).code !== DEADLOCK || tries === TRIES) throw e;
    }
  }
  await wakeWorker();
}

const mark = (viewer: Viewer, id: number): Promise<void> => inTransaction(pool(), async (client) => {
  // Whoever adds an import holds this row too: either the import is there to be marked, or its maker finds the source gone.
  const { rowCount } = await client.query('update source set deleting = id where id = $1 and workspace_id = $2 and deleting = 0', [id, viewer.workspaceId]);
  if (rowCount === 0) throw new Refused('There is no such source. It may have been deleted.');
  await client.query(`update import set state = 'deleting' where source_id = $1`, [id]);
});
