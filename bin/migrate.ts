import { borrowDatabase } from './borrow-database';

/** `hangtime migrate`: opening the database brings it to the newest schema; a running instance has done so already. */
export async function runMigrate(root: string): Promise<number> {
  const say = (text: string) => { process.stdout.write(`${text}\n`); };
  const database = await borrowDatabase(root, say);
  await database.giveBack();
  say('The database is up to date.');
  return 0;
}
