/** `hangtime start`: database, pages, web server, ingest worker; one process that watches over all and stops them in order. */
import { existsSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { spawnWeb, spawnWorker } from './children';
import { openDatabase } from './database';
import { freePort } from './free-port';
import { dataFolder, takeFolder, type InstanceLock } from './instance';
import { buildPages, pagesAreStale } from './pages';
import { shutdownOnSignals, type Shutdown } from './shutdown';
import { addressOf, portFault, startSettings, type StartSettings } from './start-settings';
import { supervise } from './supervise';

/** How long the processes have to finish what they are doing. The worker's chunk is small; an answer under way may be a long one. */
const WORKER_STOP_MS = 20_000, WEB_STOP_MS = 5_000, WEB_READY_MS = 60_000;
const say = (text: string) => { process.stdout.write(`${text}\n`); };
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Runs until a signal. `web: false` leaves the pages out: database and worker only. */
export async function start(root: string, { web = true }: { web?: boolean } = {}): Promise<void> {
  const began = Date.now(), data = dataFolder(root), settings = startSettings(process.env);
  const kills: (() => void)[] = [];
  const shutdown = shutdownOnSignals({ onSignal: () => say('Stopping …'), onHurry: () => kills.forEach((kill) => kill()) });
  // Whatever the children do, this process stays until it is told to stop.
  setInterval(() => {}, 60_000);
  const boot = bring(root, data, settings, web, shutdown, kills);
  shutdown.boot(boot);
  try {
    const address = await boot;
    if (!shutdown.signal.aborted) say(`Ready in ${((Date.now() - began) / 1000).toFixed(1)} s: ${address}\nStop with Ctrl-C.`);
  } catch (error) {
    if (!shutdown.signal.aborted) process.stderr.write(`${(error as Error).message}\n`);
    shutdown.boot(Promise.resolve());
    await shutdown.end(shutdown.signal.aborted ? 0 : 1);
  }
}

async function bring(root: string, data: string, wanted: StartSettings, web: boolean, shutdown: Shutdown, kills: (() => void)[]): Promise<string> {
  const stopHere = () => { if (shutdown.signal.aborted) throw new Error('stopped'); };
  const lock = await take(data, shutdown);
  shutdown.add(() => lock.release());
  const settings = web ? { ...wanted, port: await freePort(wanted.port, wanted.host).catch((error) => { throw new Error(portFault(error, wanted)); }) } : wanted;
  const address = web ? addressOf(settings) : '(no pages)';
  lock.update({ kind: 'start', address, databaseUrl: null });
  stopHere();

  const env: NodeJS.ProcessEnv = { ...process.env, HANGTIME_DATA: data };
  const restarts: (() => void)[] = [];
  const database = await openDatabase(root, data, say, (url) => {
    env.DATABASE_URL = url;
    lock.update({ kind: 'start', address, databaseUrl: url });
    for (const restart of restarts) restart();
  });
  shutdown.add(() => database.stop());
  env.DATABASE_URL = database.url;
  lock.update({ kind: 'start', address, databaseUrl: database.url });
  stopHere();

  if (web && pagesAreStale(root)) {
    const building = Date.now();
    say('Pages: the sources changed since the last build; building (half a minute or so) …');
    await buildPages(root, shutdown.signal);
    say(`Pages: built in ${((Date.now() - building) / 1000).toFixed(0)} s`);
    stopHere();
  }
  const options = { root, env, say };
  const add = (child: ReturnType<typeof supervise>) => { shutdown.add(() => child.stop()); restarts.push(() => child.restart()); kills.push(() => child.kill()); };
  if (existsSync(path.join(root, '.build', 'worker.mjs'))) add(supervise({ name: 'The ingest worker', spawn: () => spawnWorker(options), say, stopMs: WORKER_STOP_MS }));
  if (!web) return address;
  let ends = 0;
  add(supervise({ name: 'The web server', spawn: () => { ends++; return spawnWeb(options, settings.port, settings.host); }, say, stopMs: WEB_STOP_MS }));
  for (const end = Date.now() + WEB_READY_MS; !(await listens(settings)); await sleep(50)) {
    stopHere();
    if (ends > 3 || Date.now() > end) throw new Error('The web server does not come up; what it said is above.');
  }
  return address;
}

/** The folder's lock. While a command line imports with a database of its own, waits; beside a running instance, gives up. */
async function take(data: string, shutdown: Shutdown): Promise<InstanceLock> {
  for (let said = false; ; said = true) {
    const taken = takeFolder(data, { kind: 'start', address: null, databaseUrl: null });
    if ('lock' in taken) return taken.lock;
    const { holder } = taken;
    if (holder && holder.kind !== 'import') {
      throw new Error(`Hangtime already runs in this folder (process ${holder.pid}${holder.address ? `, ${holder.address}` : ', starting'}). Stop that one first, or choose another folder with HANGTIME_DATA.`);
    }
    if (!said) say(`Waiting for the import that process ${holder?.pid ?? '?'} is doing in this folder …`);
    await sleep(250);
    if (shutdown.signal.aborted) throw new Error('stopped');
  }
}

function listens({ host, port }: StartSettings): Promise<boolean> {
  const target = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return new Promise((resolve) => {
    const socket = net.connect({ host: target, port });
    socket.once('connect', () => { socket.destroy(); resolve(true); });
    socket.once('error', () => resolve(false));
  });
}
