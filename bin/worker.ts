/** The ingest worker: a process of its own, so that parsing never slows a page. Ends in order on SIGTERM, SIGINT and when its parent is gone. */
import { availableParallelism, setPriority } from 'node:os';
import { disconnect } from '../lib/db/client';
import { runLoop } from '../lib/db/ingest-loop';

const url = process.env.DATABASE_URL;
if (!url) { console.error('DATABASE_URL is not set: start Hangtime with `npm start`, which sets it.'); process.exit(2); }

const stop = new AbortController();
const end = (): void => { if (stop.signal.aborted) process.exit(1); stop.abort(); setTimeout(() => process.exit(0), 5_000).unref(); };
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, end);
process.on('disconnect', end);
process.channel?.unref();

// Pages go first: whoever looks must not wait for a file that is being read. Threads that start from here on inherit it.
try { setPriority(10); } catch { /* not allowed here: the same, only less polite */ }

/** Two threads on two cores: the worker itself and Postgres take what a thread leaves. More than four gain nothing: Postgres is next. */
const threads = Math.max(1, Math.min(4, Number(process.env.HANGTIME_PARSE_THREADS) || availableParallelism()));
await runLoop({ url, threadFile: new URL('./parse-thread.mjs', import.meta.url), threads, log: (line) => console.log(line), signal: stop.signal });
await disconnect();
process.exit(0);
