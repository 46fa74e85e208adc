/** What a folded chunk becomes in each table: pure encoding, in the column order that `TABLES` names. Done in the parser threads. */
import type { FoldedChunk } from '../ingest/folded';
import { attemptsText } from './attempts-text';
import { CopyBinary } from './copy-binary';

/** Whose rows these are. A re-fold writes under negated ids until it is complete (lib/db/refold): no reader looks there. */
export type StoreTarget = { importId: number; workspaceId: number; sourceId: number; settingsVersion: number; generation: number };
export type StoredChunk = {
  /** Row id of the chunk, allotted before; and of the chunk that derived rows belong to, where it is another (a re-fold). */
  id: number; owner: number;
  /** Byte range in the decoded content. */
  offset: number; length: number;
  /** SHA-256 of the content, brotli of what is kept of it (secrets blanked). */
  hash: Uint8Array; data: Uint8Array;
  folded: FoldedChunk;
};

export const TABLES = {
  chunk: 'id, workspace_id, source_id, import_id, "offset", length, settings_version, generation, lines, stored, quarantined, filtered, calls, attempts, events, failed, timeouts, from_at, to_at, accounts, hash, request_ids, clients, data, preamble',
  cell_block: 'workspace_id, source_id, import_id, chunk_id, origin, cube, level, from_at, to_at, cells, counts, hist',
  notable: 'workspace_id, at, import_id, "offset", length, source_id, chunk_id, why, failure, line_failure, confidence, status, duration_ms, route_id, instance_id, retries, method, path, host, client, request_id, evidence, attempts',
  error_event: 'workspace_id, import_id, "offset", length, source_id, chunk_id, at, failure, confidence, route_id, instance_id, method, path, host, client, request_id, evidence',
  quarantine: 'workspace_id, import_id, "offset", length, chunk_id, line, reason, sample',
} as const;
export type Table = keyof typeof TABLES;

// Longest texts. Columns in a btree (request_id) must stay well below 2,700 bytes; the raw line is in the chunk anyway.
const SHORT = 200, LONG = 2048;

/** A chunk ready for the store: rows of each table in binary COPY, and the days of its notable calls. */
export type EncodedChunk = { offset: number; length: number; hash: Uint8Array; days: number[]; rows: Record<Table, Uint8Array> };
export const DAY_MS = 86_400_000;

/** Encodes chunks one by one; keeps its memory between them. */
export class ChunkRows {
  private readonly chunk = new CopyBinary(1 << 19); private readonly cell_block = new CopyBinary(1 << 18); private readonly notable = new CopyBinary(1 << 16); private readonly error_event = new CopyBinary(); private readonly quarantine = new CopyBinary();
  private t: StoreTarget = { importId: 0, workspaceId: 0, sourceId: 0, settingsVersion: 0, generation: 0 };

  encode(t: StoreTarget, c: StoredChunk): EncodedChunk {
    this.t = t;
    const f = c.folded, r = this.chunk;
    r.row(25);
    r.int8(c.id); r.int4(t.workspaceId); r.int4(t.sourceId); r.int4(t.importId); r.int8(c.offset); r.int4(c.length); r.int4(t.settingsVersion); r.int4(t.generation);
    for (const n of [f.lines, f.stored, f.quarantined, f.filtered, f.calls, f.attempts, f.events, f.failed, f.timeouts]) r.int4(n);
    r.time(f.fromAt); r.time(f.toAt); r.jsonb(f.accounts); r.bytes(c.hash); r.bytes(f.requestIds); r.bytes(f.clients); r.bytes(c.data); r.bytes(f.preamble);
    for (const b of f.blocks) addBlock(this.cell_block, { ...t, chunkId: c.owner, origin: 0, level: 0 }, b);
    this.addNotable(c.owner, f); this.addEvents(c.owner, f); this.addQuarantine(c.owner, f);
    return {
      offset: c.offset, length: c.length, hash: c.hash, days: [...new Set(f.notable.map((n) => Math.floor(n.at / DAY_MS)))],
      rows: { chunk: this.chunk.take(), cell_block: this.cell_block.take(), notable: this.notable.take(), error_event: this.error_event.take(), quarantine: this.quarantine.take() },
    };
  }

  private addNotable(id: number, f: FoldedChunk): void {
    const { t } = this, r = this.notable;
    for (const n of f.notable) {
      r.row(23);
      r.int4(t.workspaceId); r.time(n.at); r.int4(t.importId); r.int8(n.offset); r.int4(n.length); r.int4(t.sourceId); r.int8(id);
      r.int2(n.why); r.int2(n.failure); r.int2(n.failure); r.int2(n.confidence); r.int2(n.status); r.float8(n.durationMs); r.int4(n.routeId); r.int4(n.instanceId); r.int2(n.retries);
      r.text(n.method, SHORT); r.text(n.path, LONG); r.text(n.host, SHORT); r.text(n.client, SHORT); r.text(n.requestId, SHORT); r.text(n.evidence, LONG); r.text(attemptsText(n.attempts));
    }
  }
  private addEvents(id: number, f: FoldedChunk): void {
    const { t } = this, r = this.error_event;
    for (const e of f.eventRows) {
      r.row(17);
      r.int4(t.workspaceId); r.int4(t.importId); r.int8(e.offset); r.int4(e.length); r.int4(t.sourceId); r.int8(id); r.time(e.at);
      r.int2(e.failure); r.int2(e.confidence); r.int4(e.routeId); r.int4(e.instanceId);
      r.text(e.method, SHORT); r.text(e.path, LONG); r.text(e.host, SHORT); r.text(e.client, SHORT); r.text(e.requestId, SHORT); r.text(e.evidence, LONG);
    }
  }
  private addQuarantine(id: number, f: FoldedChunk): void {
    const { t } = this, r = this.quarantine;
    for (const q of f.quarantineRows) {
      r.row(8);
      r.int4(t.workspaceId); r.int4(t.importId); r.int8(q.offset); r.int4(q.length); r.int8(id); r.int4(q.line); r.text(q.reason, SHORT); r.text(q.sample, LONG);
    }
  }
}

export type BlockPlace = { workspaceId: number; sourceId: number; importId: number; chunkId: number | null; origin: number; level: number };

/** One row of cell_block. */
export function addBlock(r: CopyBinary, p: BlockPlace, b: { cube: number; cells: number; fromMinute: number; toMinute: number; counts: Uint8Array; hist: Uint8Array | null }): void {
  r.row(12);
  r.int4(p.workspaceId); r.int4(p.sourceId); r.int4(p.importId);
  if (p.chunkId === null) r.null(); else r.int8(p.chunkId);
  r.int4(p.origin); r.int4(b.cube); r.int4(p.level); r.time(b.fromMinute * 60_000); r.time(b.toMinute * 60_000); r.int4(b.cells); r.bytes(b.counts); r.bytes(b.hist);
}
