/** Ends a process in order: what was started last stops first. */
import { watchNpm } from './npm-watch';

export type Shutdown = {
  /** Aborted as soon as anything asks for the end; a step that is under way should give up. */
  signal: AbortSignal;
  /** Runs `stop` at the end, after everything added later. */
  add(stop: () => Promise<void> | void): void;
  /** Asks for the end; resolves never, since the process exits. A second request is the same as the first. */
  end(code: number): Promise<never>;
};

type Handlers = {
  /** The first signal: something to say to the user. */
  onSignal: () => void;
  /** Ctrl-C again while stopping: be quick. */
  onHurry: () => void;
};

/**
 * Catches SIGINT, SIGTERM and SIGHUP from now on, and the end of the npm that runs this. `boot` is the work under way: the end waits until it has settled, so that nothing starts
 * after everything stopped.
 */
export function shutdownOnSignals({ onSignal, onHurry }: Handlers): Shutdown & { boot: (work: Promise<unknown>) => void } {
  const abort = new AbortController(), stops: (() => Promise<void> | void)[] = [];
  let booting: Promise<unknown> = Promise.resolve(), ending: Promise<never> | null = null;
  const end = (code: number): Promise<never> => (ending ??= (async () => {
    abort.abort();
    await booting.catch(() => {});
    for (const stop of stops.reverse()) try { await stop(); } catch (error) { process.stderr.write(`${(error as Error).message}\n`); }
    process.exit(code);
  })());
  const asked = () => {
    if (ending) return onHurry();
    onSignal();
    void end(0);
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, asked);
  watchNpm(process.env, () => { if (!ending) asked(); });
  return { signal: abort.signal, add: (stop) => { stops.push(stop); }, end, boot: (work) => { booting = work; } };
}
