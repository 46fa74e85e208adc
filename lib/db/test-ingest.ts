/** Puts a log into the store as the worker does, in one thread: split, folded, compressed, stored, compacted, joined. Only tests import this. */
import { createHash } from 'node:crypto';
import { createFolder } from '../ingest/fold';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import { CHUNK_BYTES, Splitter } from '../ingest/split';
import { packChunk } from './chunk-bytes';
import { pool } from './client';
import { compactImport } from './compact';
import { Names } from './names';
import { settleSource } from './settle';
import { allotChunkIds, storeChunks } from './store';
import { ChunkRows, type EncodedChunk } from './store-rows';

type Options = { chunkBytes?: number; compact?: boolean; settle?: boolean };

export async function makeSource(name: string, settings: Partial<ParseSettings> = {}): Promise<number> {
  return (await pool().query<{ id: number }>('insert into source (workspace_id, name, settings) values (1, $1, $2) returning id', [name, { ...DEFAULT_SETTINGS, ...settings }])).rows[0].id;
}

/** Imports a text into a source; returns the import's id. Small chunks make small tests meet many of them. */
export async function ingestText(sourceId: number, name: string, text: string | Buffer, { chunkBytes = CHUNK_BYTES, compact = true, settle = true }: Options = {}): Promise<number> {
  const { rows } = await pool().query<{ settings: ParseSettings; version: number }>('select settings, settings_version as version from source where id = $1', [sourceId]);
  const settings = { ...DEFAULT_SETTINGS, ...rows[0].settings }, bytes = Buffer.from(text as string);
  const id = (await pool().query<{ id: number }>(`insert into import (workspace_id, source_id, name, state, size_bytes, content_bytes) values (1, $1, $2, 'running', $3, $3) returning id`, [sourceId, name, bytes.length])).rows[0].id;
  const folder = createFolder(settings), names = new Names(pool(), { id: sourceId, workspaceId: 1, maxRoutes: settings.maxRoutes }), splitter = new Splitter(0, chunkBytes, Math.min(1 << 18, chunkBytes >> 1)), chunks: EncodedChunk[] = [];
  const rowsOf = new ChunkRows(), target = { importId: id, workspaceId: 1, sourceId, settingsVersion: rows[0].version, generation: 1 };
  for (const raw of [...splitter.push(bytes), ...splitter.end()]) {
    const hash = new Uint8Array(createHash('sha256').update(raw.bytes).digest()), unknown = folder.fold(raw.bytes, raw.offset, raw.preamble);
    if (unknown.routes.length || unknown.instances.length) folder.learn(await names.resolve(unknown));
    const data = packChunk(raw.bytes);
    const [chunkId] = await allotChunkIds(pool(), 1);
    chunks.push(rowsOf.encode(target, { id: chunkId, owner: chunkId, offset: raw.offset, length: raw.length, hash, data, folded: folder.finish() }));
  }
  const stored = await storeChunks(pool(), id, chunks, bytes.length);
  if (stored !== 'stored') throw new Error(`the chunks were not stored: ${stored}`);
  await pool().query(`update import set state = 'done' where id = $1`, [id]);
  if (compact) await compactImport(pool(), id, { final: true });
  if (settle) await settleSource(pool(), sourceId, [id]);
  return id;
}
