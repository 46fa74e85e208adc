/** The resumable upload server (tus 1.0): writes to the spool, keeps to its limits, says clearly why it will not take a file. */
import { FileStore } from '@tus/file-store';
import { MemoryLocker, Server } from '@tus/server';
import { currentViewer } from '@/lib/access/viewer';
import { cleanName, findUpload, isUploadId, newUploadId, spaceMissing, spoolDir, sweepSpool } from '@/lib/db/uploads';
import { formatBytes } from '@/lib/view/format-bytes';

const HOUR = 3_600_000;
const held = globalThis as unknown as { hangtimeTus?: Server; hangtimeSwept?: number };
const refuse = (status_code: number, body: string): { status_code: number; body: string } => ({ status_code, body });

/** One a process: it holds the locks of the uploads under way. */
export function tusServer(): Server { return (held.hangtimeTus ??= make()); }

function make(): Server {
  return new Server({
    path: '/api/upload',
    datastore: new FileStore({ directory: spoolDir() }),
    locker: new MemoryLocker(),
    relativeLocation: true,
    lockDrainTimeout: 500,
    // The pages of this server only: no cross-origin reading.
    allowedOrigins: () => false,
    namingFunction: () => newUploadId(),
    getFileIdFromRequest: (_req, last) => (last !== undefined && isUploadId(last) ? last : undefined),
    onUploadCreate: async (_req, upload) => {
      if (upload.size === undefined) throw refuse(400, 'The size of the file must be declared.');
      const viewer = await currentViewer();
      await sweepNowAndThen();
      const missing = await spaceMissing(upload.size);
      if (missing) throw refuse(507, `Not enough disk space: this file and its store need ${formatBytes(missing.needed)}, ${formatBytes(missing.free)} are free. Free some space, or delete imports, and drop the file again.`);
      return { metadata: { filename: cleanName(upload.metadata?.filename ?? ''), workspace: String(viewer.workspaceId) } };
    },
    onIncomingRequest: async (req, id) => {
      // A create has no upload yet; every other request must be about one of this workspace.
      if (req.method !== 'POST' && !(await findUpload(await currentViewer(), id))) throw refuse(404, 'There is no such upload. It was imported, cancelled or cleared: drop the file again.');
    },
  });
}

async function sweepNowAndThen(): Promise<void> {
  const now = Date.now();
  if (now - (held.hangtimeSwept ?? 0) < HOUR) return;
  held.hangtimeSwept = now;
  await sweepSpool(now).catch(() => undefined);
}
