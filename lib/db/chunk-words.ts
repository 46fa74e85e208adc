/**
 * Which chunks may have a word at all: of the filters of thousands of chunks (lib/ingest/filter.ts) Postgres hands out the few bytes that
 * the word looks at, and nothing else is read of them.
 */
import { CLIENT_PLANES, probeOf, REQUEST_ID_PLANES, sliceMayContain } from '../ingest/filter';
import { copyOut } from './copy-out';

/** A word that a line must have in that field; null = any. */
export type Words = { requestId: string | null; client: string | null };
export const asksWords = (w: Words): boolean => w.requestId !== null || w.client !== null;

const FIELDS = [{ name: 'requestId', column: 'request_ids', planes: REQUEST_ID_PLANES }, { name: 'client', column: 'clients', planes: CLIENT_PLANES }] as const;

/** Of the chunks that `list` (SQL text behind `from chunk c`; nothing that a user typed) lists, those that may have a line with all the words, by id. `true`: such a line has them byte for byte. */
export async function chunksWith(list: string, words: Words): Promise<Map<number, boolean>> {
  const asked = FIELDS.flatMap(({ name, column, planes }) => { const word = words[name]; return word === null ? [] : [{ column, plain: !/[\s"]/.test(word), probe: probeOf(word, planes) }]; });
  // Only the pages that these bytes lie on are read. An empty filter gives no bytes, one that is not there null.
  const slices = asked.map(({ column, probe: { place, blockBytes, bytes } }) => `substring(${column} from ((${place}::bigint * (octet_length(${column}) / ${blockBytes} - 1)) >> 32)::int * ${blockBytes} + 1 for ${bytes}), octet_length(${column}) % 4`);
  const rows = await copyOut(`select id, ${slices.join(', ')} from chunk c ${list}`), chunks = new Map<number, boolean>();
  for (const row of rows) {
    if (asked.every(({ probe }, i) => { const slice = row[1 + i * 2]; return slice === null || sliceMayContain(slice, probe); })) {
      chunks.set(Number(row[0]!.readBigInt64BE(0)), asked.every(({ plain }, i) => plain && row[2 + i * 2]?.readInt32BE(0) === 0));
    }
  }
  return chunks;
}
