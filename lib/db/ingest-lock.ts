/**
 * Who works on an import: a session-level advisory lock that dies with its holder. It keeps two workers from doing the same work twice;
 * that nothing is stored twice is the ledger's business.
 */
import pg from 'pg';
import { LOCK_NAMES_IN_USE } from './names';

const LOCK_IMPORT = 0x48540004;

export class ImportLock {
  /** Set when the connection, and with it the lock, is gone. */
  lost = false;
  private constructor(private readonly client: pg.Client) {
    client.on('error', () => { this.lost = true; });
    client.on('end', () => { this.lost = true; });
  }

  /** Null when another worker holds it. `sourceId`: also keeps the names of this source from being removed meanwhile. */
  static async take(url: string, importId: number, sourceId: number | null): Promise<ImportLock | null> {
    const client = new pg.Client({ connectionString: url, application_name: 'hangtime import lock' }), lock = new ImportLock(client);
    try {
      await client.connect();
      const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1, $2) as got', [LOCK_IMPORT, importId]);
      if (!rows[0].got) { await lock.release(); return null; }
      if (sourceId !== null) await client.query('select pg_advisory_lock_shared($1, $2)', [LOCK_NAMES_IN_USE, sourceId]);
      return lock;
    } catch (e) { await lock.release(); throw e; }
  }
  async release(): Promise<void> { await this.client.end().catch(() => undefined); }
}
