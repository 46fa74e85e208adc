/** Keeps a child process running: starts it again when it ends, waiting longer each time it ends soon. */
import type { ChildProcess } from 'node:child_process';

export type Supervised = {
  /** Ends the child and starts it again at once (new settings). */
  restart(): void;
  /** SIGTERM, then SIGKILL when it does not end in `stopMs`. Resolves when it is gone. */
  stop(): Promise<void>;
  /** SIGKILL now. */
  kill(): void;
};

type Options = {
  name: string; spawn: () => ChildProcess; say: (text: string) => void; stopMs: number;
  /** Waits between an end and the next start: first, and at most. A child that lived for `calmMs` starts over with the first. */
  firstMs?: number; mostMs?: number; calmMs?: number;
};

export function supervise({ name, spawn, say, stopMs, firstMs = 250, mostMs = 30_000, calmMs = 60_000 }: Options): Supervised {
  let child: ChildProcess | null = null, wait = firstMs, timer: NodeJS.Timeout | null = null, stopping = false;

  const start = () => {
    timer = null;
    const started = Date.now(), own = child = spawn();
    let over = false;
    const ended = (why: string) => {
      if (over) return;
      over = true;
      if (child === own) child = null;
      if (stopping) return;
      wait = Date.now() - started > calmMs ? firstMs : Math.min(mostMs, wait * 2);
      say(`${name} ended (${why}); starting it again in ${(wait / 1000).toFixed(1)} s`);
      timer = setTimeout(start, wait);
    };
    own.once('error', (error) => ended(error.message));
    own.once('exit', (code, signal) => ended(signal ?? `code ${code}`));
  };
  start();

  return {
    restart() { wait = firstMs / 2; child?.kill('SIGTERM'); },
    kill() { if (child) killGroup(child); },
    async stop() {
      stopping = true;
      if (timer) clearTimeout(timer);
      const last = child;
      if (!last) return;
      const gone = new Promise<void>((resolve) => { last.once('exit', () => resolve()); });
      last.kill('SIGTERM');
      const deadline = setTimeout(() => killGroup(last), stopMs);
      await gone;
      clearTimeout(deadline);
    },
  };
}

/** Children lead process groups of their own, so that whatever they started goes with them. */
function killGroup(child: ChildProcess): void {
  try { process.kill(-child.pid!, 'SIGKILL'); } catch { child.kill('SIGKILL'); }
}
