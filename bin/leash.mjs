// Loaded into child processes (node --import): a child whose parent is gone, even by kill -9, ends by itself. The parent opened an IPC channel for it.
import { isMainThread } from 'node:worker_threads';

if (isMainThread && process.connected) {
  process.on('disconnect', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.exit(1), 10_000).unref();
  });
  // Waiting for that must not keep the process alive.
  process.channel?.unref();
}
