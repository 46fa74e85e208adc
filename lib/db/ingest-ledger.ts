/** The ledger of an import, and whether a file's bytes are in it already. */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { Decoder } from '../ingest/decode';
import { JsonRecords } from '../ingest/json-records';
import { Splitter, type RawChunk } from '../ingest/split';
import { SourceBytes } from './source-bytes';

export type LedgerEntry = { id: number; offset: number; length: number; hash: Uint8Array };

export const HEAD_HASH_BYTES = 64 * 1024;
export const sha256 = (b: Uint8Array): Buffer => createHash('sha256').update(b).digest();

/** The chunks of an import in file order. */
export async function readLedger(db: Pick<pg.Pool, 'query'>, importId: number): Promise<LedgerEntry[]> {
  const { rows } = await db.query<LedgerEntry>('select id, "offset", length, hash from chunk where import_id = $1 order by "offset"', [importId]);
  return rows.map((r) => ({ ...r, id: Number(r.id), offset: Number(r.offset) }));
}

/** Names the whole content: SHA-256 over the SHA-256 of its chunks, whose boundaries depend on the content alone. */
export const contentHash = (hashes: Iterable<Uint8Array>): string => { const h = createHash('sha256'); for (const x of hashes) h.update(x); return h.digest('hex'); };

/** The chunks of a file, with the bytes of the file that lie behind each. `source` and `decoder` tell more once it has ended. */
export async function* chunksOf(source: SourceBytes, decoder: Decoder): AsyncGenerator<{ chunk: RawChunk; consumed: number }> {
  const splitter = new Splitter(), records = new JsonRecords();
  let consumed = 0;
  for await (const piece of source.pieces()) {
    consumed = piece.consumed;
    for (const chunk of splitter.push(records.push(decoder.push(piece.bytes)))) yield { chunk, consumed };
    if (decoder.refused !== null) return;
  }
  for (const rest of [() => records.push(decoder.end()), () => records.end()]) for (const chunk of splitter.push(rest())) yield { chunk, consumed: source.consumed };
  for (const chunk of splitter.end()) yield { chunk, consumed: source.consumed };
}

export type Sample = { head: Buffer; headHash: string; refused: string | null; encoding: string; gzip: boolean };

/** The first lines of a file, one a record, whole ones where there are any, and the hash that finds its like. */
export async function readSample(path: string, bytes = 1 << 20): Promise<Sample> {
  const source = new SourceBytes(path), decoder = new Decoder(), records = new JsonRecords(), parts: Buffer[] = [];
  let have = 0;
  for await (const piece of source.pieces()) {
    const out = Buffer.from(records.push(decoder.push(piece.bytes))); parts.push(out); have += out.length;
    if (have >= bytes || decoder.refused !== null) break;
  }
  if (have < bytes) parts.push(records.push(decoder.end()), records.end());
  const all = Buffer.concat(parts).subarray(0, bytes), cut = have > bytes ? all.lastIndexOf(10) + 1 : all.length;
  return { head: all.subarray(0, cut || all.length), headHash: sha256(all.subarray(0, HEAD_HASH_BYTES)).toString('hex'), refused: decoder.refused, encoding: decoder.encoding, gzip: source.gzip };
}

export type Likeness = { kind: 'same' | 'part' | 'grown'; importId: number } | null;
type Candidate = { importId: number; ledger: LedgerEntry[] };

/**
 * Compares a file with imports that begin alike: all of it is there (same), it is the beginning of one (part), or one of them is its
 * beginning (grown): then the last chunk there may be an unfinished one that is replaced. `stored` reads a chunk's kept bytes.
 */
export async function likenessOf(path: string, others: Candidate[], stored: (chunkId: number) => Promise<Buffer>): Promise<Likeness> {
  let alive = others.filter((o) => o.ledger.length > 0).map((o) => ({ ...o, at: 0 }));
  let grown: number | null = null, within: { importId: number; chunkId: number; bytes: Buffer }[] = [];
  for await (const { chunk } of chunksOf(new SourceBytes(path), new Decoder())) {
    within = [];
    if (alive.length === 0) break;
    const hash = sha256(chunk.bytes), still: typeof alive = [];
    for (const o of alive) {
      const there = o.ledger[o.at];
      if (there === undefined) { grown ??= o.importId; continue; }
      if (there.offset !== chunk.offset || chunk.bytes.length !== chunk.length && there.length !== chunk.length) continue;
      if (there.length === chunk.length && hash.equals(there.hash)) still.push({ ...o, at: o.at + 1 });
      else if (there.length < chunk.length && o.at === o.ledger.length - 1 && sha256(chunk.bytes.subarray(0, there.length)).equals(there.hash)) grown ??= o.importId;
      else if (there.length > chunk.length) within.push({ importId: o.importId, chunkId: there.id, bytes: chunk.bytes });
    }
    alive = still;
  }
  const same = alive.find((o) => o.at === o.ledger.length);
  if (same) return { kind: 'same', importId: same.importId };
  if (alive.length > 0) return { kind: 'part', importId: alive[0].importId };
  if (grown !== null) return { kind: 'grown', importId: grown };
  for (const o of within) if (beginsLike(await stored(o.chunkId), o.bytes)) return { kind: 'part', importId: o.importId };
  return null;
}

/** What is kept has secrets blanked with '*' and clients masked with zeros. */
function beginsLike(kept: Buffer, bytes: Buffer): boolean {
  if (kept.length < bytes.length) return false;
  for (let i = 0; i < bytes.length; i++) if (kept[i] !== bytes[i] && kept[i] !== 42 && kept[i] !== 48) return false;
  return true;
}
