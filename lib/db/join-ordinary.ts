/** Ordinary calls, read from their chunks, to which an error line without a notable call may belong: a 200 whose body was cut looks well. */
import type pg from 'pg';
import { unpackChunk } from './chunk-bytes';
import { CALL, REQUEST_ID, type Draft } from '../call';
import { CLIENT_PLANES, mayContain, REQUEST_ID_PLANES } from '../ingest/filter';
import { SLACK_MS } from '../ingest/join';
import type { JoinEvent } from '../ingest/join-facts';
import { isLoose, looseFits, LONGEST_MS } from '../ingest/join-loose';
import { LineReader, lineEnd, trimEnd } from '../ingest/line-reader';
import { NameIds } from '../ingest/name-ids';
import { notableRow, requestOf } from '../ingest/rows';
import { sourceRow } from './ingest-rows';
import { spanOf, time, type JoinSource, type StoredCall } from './join-read';
import { OTHER } from './names';

/** A call is logged when it ends, and may go on for so long after its error line. */
const AFTER_MS = 120_000;
/** Where an error line does not name its request, the call is one that is logged at its start. */
const beforeOf = (e: JoinEvent): number => (isLoose(e) ? LONGEST_MS : SLACK_MS);

type Chunk = { id: number; importId: number; offset: number; from: number; to: number };

/** Calls of the source whose client and path, or request id, are those of one of these events, at about its time. */
export async function ordinaryCalls(client: pg.PoolClient, s: JoinSource, events: JoinEvent[]): Promise<StoredCall[]> {
  const from = Math.min(...events.map((e) => e.at - beforeOf(e))), to = Math.max(...events.map((e) => e.at)) + AFTER_MS;
  const { rows } = await client.query<Chunk & Words>(
    `select id, import_id as "importId", "offset", request_ids as "requestIds", clients, (extract(epoch from from_at) * 1000)::float8 as from, (extract(epoch from to_at) * 1000)::float8 as to
     from chunk where workspace_id = $1 and source_id = $2 and calls > 0 and to_at >= $3 and from_at <= $4 order by import_id, "offset"`, [s.workspaceId, s.id, time(from), time(to)]);
  const chunks = rows.filter((c) => events.some((e) => e.at - beforeOf(e) <= c.to && e.at + AFTER_MS >= c.from && mayHold(c, e)));
  if (chunks.length === 0) return [];
  const reader = await Ordinary.of(client, s, events), out: StoredCall[] = [];
  for (const c of chunks) {
    const { data, preamble } = (await client.query<{ data: Buffer; preamble: Buffer | null }>('select data, preamble from chunk where id = $1', [c.id])).rows[0];
    reader.read(await unpackChunk(data), preamble, { ...c, id: Number(c.id), offset: Number(c.offset) }, out);
  }
  return out;
}

/** Filters of a chunk; null: perhaps anything. */
type Words = { requestIds: Uint8Array | null; clients: Uint8Array | null };
const mayHold = (c: Words, { requestId, client }: JoinEvent): boolean => (requestId !== null && (c.requestIds === null || mayContain(c.requestIds, requestId, REQUEST_ID_PLANES)))
  || (client !== null && (c.clients === null || mayContain(c.clients, client, CLIENT_PLANES)));
const keyOf = (clientIp: string | null, method: string | null, path: string | null): string => `${clientIp}\n${method ?? ''}\n${path}`;

function looseByClient(events: JoinEvent[]): Map<string, JoinEvent[]> {
  const map = new Map<string, JoinEvent[]>();
  for (const e of events) if (e.client !== null && isLoose(e)) map.set(e.client, [...(map.get(e.client) ?? []), e]);
  return map;
}

class Ordinary {
  private constructor(private readonly lines: LineReader, private readonly names: NameIds, private readonly routes: Map<string, number>, private readonly instances: Map<string, number>, private readonly clients: Set<string>, private readonly keys: Set<string>, private readonly ids: Set<string>, private readonly loose: Map<string, JoinEvent[]>) {}

  static async of(client: pg.PoolClient, s: JoinSource, events: JoinEvent[]): Promise<Ordinary> {
    const { settings } = (await sourceRow(client, s.id))!;
    const routes = await client.query<{ id: number; name: string }>('select id, name from route where source_id = $1', [s.id]), instances = await client.query<{ id: number; label: string; addr: string }>('select id, label, addr from instance where source_id = $1', [s.id]);
    const set = (texts: (string | null)[]): Set<string> => new Set(texts.filter((t): t is string => t !== null));
    return new Ordinary(new LineReader(settings), new NameIds(settings.templates), new Map(routes.rows.map((r) => [r.name, r.id])), new Map(instances.rows.map((r) => [r.label + '\0' + r.addr, r.id])),
      set(events.map((e) => e.client)), set(events.map((e) => (e.path === null ? null : keyOf(e.client, e.method, e.path)))), set(events.map((e) => e.requestId)), looseByClient(events));
  }

  read(bytes: Buffer, preamble: Uint8Array | null, chunk: Chunk, out: StoredCall[]): void {
    this.lines.restart(preamble); this.names.start();
    for (let from = 0; from < bytes.length;) {
      const newline = lineEnd(bytes, from), to = trimEnd(bytes, from, newline);
      if (this.lines.read(bytes, from, to) === CALL && this.wanted(this.lines.draft)) out.push(this.call(this.lines.draft, chunk, from, to));
      from = newline + 1;
    }
  }
  private wanted(d: Draft): boolean {
    if (this.ids.size > 0) { const id = d.text(REQUEST_ID); if (id !== null && this.ids.has(id)) return true; }
    const { client, method, path } = requestOf(d);
    if (client === null || !this.clients.has(client)) return false;
    if (this.loose.get(client)?.some((e) => looseFits(e, d.at, Number.isNaN(d.duration) ? null : d.duration, false))) return true;
    return this.keys.has(keyOf(client, method, path));
  }
  private call(d: Draft, chunk: Chunk, from: number, to: number): StoredCall {
    const name = this.names.routeName(d, CALL), label = d.text(d.groupField()) ?? '';
    const instances = Array.from({ length: d.attempts }, (_, i) => { const a = d.addr(i); return a === null || a === '' ? 0 : this.instances.get(label + '\0' + a) ?? this.instances.get('\0' + OTHER) ?? 0; });
    const row = notableRow(d, chunk.offset + from, to - from, 0, name === '' ? 0 : this.routes.get(name) ?? this.routes.get(OTHER) ?? 0, instances);
    return { ...row, importId: chunk.importId, row: { ...row, chunkId: chunk.id }, ...spanOf(row.at, row.durationMs), notable: false };
  }
}
