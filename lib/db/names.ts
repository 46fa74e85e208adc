/**
 * The dictionaries of a source: routes and instances, name to id. Ids are allotted by the database and never change; a source that has
 * reached its cap maps every new name to "(other)" for good, so that folding the same bytes again meets the same ids.
 */
import type pg from 'pg';
import type { Unknown } from '../ingest/folded';
import { safeText } from './copy-binary';

export const OTHER = '(other)';
/** Instances of one source kept apart. A hostile log can name a million; no real gateway does. */
export const MAX_INSTANCES = 5000;
/** Longest stored name: a btree entry must stay below 2,700 bytes. */
export const MAX_NAME = 600;
/** First key of the advisory locks: names are allotted by one process at a time, and not removed while somebody imports with them. */
export const LOCK_NAMES = 0x48540001, LOCK_NAMES_IN_USE = 0x48540002;

export type KnownNames = { routes: [string, number][]; instances: [label: string, addr: string, id: number][] };
type Connection = Pick<pg.Pool, 'connect'>;

const instanceKey = (label: string, addr: string): string => label + '\u0000' + addr;

/** Names of one source as one process knows them. Hold LOCK_NAMES_IN_USE (shared) on the source while it is used: see `removeUnusedNames`. */
export class Names {
  private readonly routes = new Map<string, number>();
  private readonly instances = new Map<string, number>();
  private turn: Promise<unknown> = Promise.resolve();
  constructor(private readonly pool: Connection, private readonly source: { id: number; workspaceId: number; maxRoutes: number }) {}

  /** Ids for all names, allotting new ones where needed. Callers of one process are served one after another. */
  resolve(unknown: Unknown): Promise<KnownNames> {
    const next = this.turn.then(() => this.answer(unknown));
    this.turn = next.catch(() => undefined);
    return next;
  }

  private async answer(unknown: Unknown): Promise<KnownNames> {
    if (unknown.routes.some((n) => !this.routes.has(n)) || unknown.instances.some((i) => !this.instances.has(instanceKey(i.label, i.addr)))) await this.allot(unknown);
    return {
      routes: unknown.routes.map((name) => [name, this.routes.get(name)!]),
      instances: unknown.instances.map(({ label, addr }) => [label, addr, this.instances.get(instanceKey(label, addr))!]),
    };
  }

  private async allot(unknown: Unknown): Promise<void> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      await client.query('select pg_advisory_xact_lock($1, $2)', [LOCK_NAMES, this.source.id]);
      const routes = await this.allotRoutes(client, unknown.routes), instances = await this.allotInstances(client, unknown.instances);
      await client.query('commit');
      for (const [name, id] of routes) this.routes.set(name, id);
      for (const [label, addr, id] of instances) this.instances.set(instanceKey(label, addr), id);
      client.release();
    } catch (error) {
      // The connection is not worth a rollback: dropping it undoes the rest.
      client.release(true);
      throw error;
    }
  }

  private async allotRoutes(client: pg.PoolClient, wanted: string[]): Promise<[string, number][]> {
    if (wanted.length === 0) return [];
    const { id, workspaceId, maxRoutes } = this.source, stored = (name: string) => safeText(name, MAX_NAME);
    const held = new Map((await client.query<{ name: string; id: number }>('select name, id from route where source_id = $1', [id])).rows.map((r) => [r.name, r.id]));
    // "(other)" is the mark that the cap was reached once: from then on nothing new is allotted, even if routes were removed since.
    let free = held.has(OTHER) ? 0 : Math.max(0, maxRoutes - held.size);
    const fresh: string[] = [];
    for (const name of new Set(wanted.map(stored))) if (!held.has(name)) { if (free > 0) { fresh.push(name); free--; } else if (!held.has(OTHER) && !fresh.includes(OTHER)) fresh.push(OTHER); }
    if (fresh.length) {
      const made = await client.query<{ name: string; id: number }>('insert into route (workspace_id, source_id, name) select $1, $2, unnest($3::text[]) returning name, id', [workspaceId, id, fresh]);
      for (const r of made.rows) held.set(r.name, r.id);
    }
    return wanted.map((name) => [name, held.get(stored(name)) ?? held.get(OTHER)!]);
  }

  private async allotInstances(client: pg.PoolClient, wanted: { label: string; addr: string }[]): Promise<[string, string, number][]> {
    if (wanted.length === 0) return [];
    const { id, workspaceId } = this.source, key = (i: { label: string; addr: string }) => instanceKey(safeText(i.label, MAX_NAME), safeText(i.addr, MAX_NAME)), other = instanceKey('', OTHER);
    const held = new Map((await client.query<{ label: string; addr: string; id: number }>('select label, addr, id from instance where source_id = $1', [id])).rows.map((r) => [instanceKey(r.label, r.addr), r.id]));
    let free = held.has(other) ? 0 : Math.max(0, MAX_INSTANCES - held.size);
    const fresh = new Set<string>();
    for (const i of wanted) { const k = key(i); if (held.has(k) || fresh.has(k)) continue; if (free > 0) { fresh.add(k); free--; } else if (!held.has(other)) fresh.add(other); }
    if (fresh.size) {
      const pairs = [...fresh].map((k) => k.split('\u0000'));
      const made = await client.query<{ label: string; addr: string; id: number }>(
        'insert into instance (workspace_id, source_id, label, addr) select $1, $2, * from unnest($3::text[], $4::text[]) returning label, addr, id', [workspaceId, id, pairs.map((p) => p[0]), pairs.map((p) => p[1])]);
      for (const r of made.rows) held.set(instanceKey(r.label, r.addr), r.id);
    }
    return wanted.map((i) => [i.label, i.addr, held.get(key(i)) ?? held.get(other)!]);
  }
}
