/**
 * The floor for ingest: COPY text of the same calls as ready 20-column rows into a table without an index. The rows are made
 * beforehand and not timed; only Postgres taking them is.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { eachBenchLine } from './regex-parser';

const COLUMNS = `at timestamptz, client text, method text, path text, query text, status int, bytes bigint, duration_ms float8, connect_ms float8, first_byte_ms float8,
  upstream_ms float8, addr text, upstream_status text, retries int, request_id text, host text, user_agent text, failure int, route text, attempts text`;
const text = (s: string | null): string => (s === null ? '\\N' : s.replace(/\\/g, '\\\\').replace(/\t/g, '\\t'));
const last = (list: string): string => list.slice(list.lastIndexOf(',') + 1).trim();
const ms = (list: string): string => { const v = last(list); return v === '-' ? '\\N' : String(Math.round(Number(v) * 1000)); };

/** Writes the ready rows for a bench log; returns how many. */
export async function writeReadyRows(log: string, rows: string): Promise<number> {
  const out = createWriteStream(rows, { highWaterMark: 1 << 20 });
  let n = 0, batch: string[] = [];
  const flush = async (): Promise<void> => { if (!out.write(batch.join(''))) await once(out, 'drain'); batch = []; };
  await eachBenchLine(log, async (c) => {
    const q = c.target.indexOf('?'), path = q < 0 ? c.target : c.target.slice(0, q), tries = c.addr.split(', ').length, status = Number(c.status);
    batch.push([c.at, c.client, c.method, text(path), q < 0 ? '\\N' : text(c.target.slice(q + 1)), c.status, c.bytes, String(Math.round(Number(c.duration) * 1000)), ms(c.connect), ms(c.header), ms(c.response),
      last(c.addr), c.upstreamStatus, String(tries - 1), c.requestId, '\\N', text(c.userAgent), status >= 499 ? '1' : '0', text(`${c.method} ${path.replace(/\d+/g, '{id}')}`), text(`${c.addr};${c.upstreamStatus};${c.response}`)].join('\t') + '\n');
    n++;
    if (batch.length >= 20_000) await flush();
  });
  await flush(); out.end(); await once(out, 'finish');
  return n;
}

export async function freshTable(client: pg.Client, table = 'floor_calls'): Promise<void> { await client.query(`drop table if exists ${table}; create table ${table} (${COLUMNS})`); }
export async function copyRows(client: pg.Client, rows: string, table = 'floor_calls'): Promise<void> {
  await pipeline(createReadStream(rows, { highWaterMark: 1 << 20 }), client.query(copyFrom(`copy ${table} from stdin`)));
}
