/** The database for a command that does not stay: the running instance's, else one started for the command and stopped after it. */
import { openDatabase } from './database';
import { dataFolder, runningInstance, takeFolder } from './instance';

export type Borrowed = {
  url: string;
  /** Whether a running instance's ingest worker takes imports from this database. */
  hasWorker: boolean;
  giveBack(): Promise<void>;
};

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Waits while another command has the folder's database, or while an instance is coming up. */
export async function borrowDatabase(root: string, say: (text: string) => void): Promise<Borrowed> {
  const data = dataFolder(root);
  for (let said = false; ; await sleep(200)) {
    const running = runningInstance(data);
    if (running?.kind === 'start' && running.databaseUrl) return fromInstance(root, data, running.databaseUrl, say);
    if (!running) {
      const taken = takeFolder(data, { kind: 'import', address: null, databaseUrl: null });
      if ('lock' in taken) {
        try {
          const database = await openDatabase(root, data, say);
          return { url: database.url, hasWorker: false, giveBack: async () => { await database.stop(); taken.lock.release(); } };
        } catch (error) {
          taken.lock.release();
          throw error;
        }
      }
    } else if (!said) {
      say(running.kind === 'start' ? `Waiting for Hangtime to come up (process ${running.pid}) …` : `Waiting for the command that process ${running.pid} runs in this folder …`);
      said = true;
    }
  }
}

/** DATABASE_URL goes first, even beside an instance that uses another database. */
async function fromInstance(root: string, data: string, url: string, say: (text: string) => void): Promise<Borrowed> {
  if (!process.env.DATABASE_URL || process.env.DATABASE_URL === url) return { url, hasWorker: true, giveBack: async () => {} };
  const database = await openDatabase(root, data, say);
  return { url: database.url, hasWorker: false, giveBack: () => database.stop() };
}
