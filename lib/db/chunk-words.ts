/** Words asked of many chunks at once: of each chunk's filters (lib/ingest/filter.ts) Postgres hands out the few bytes that the words look at. */
import { Prisma } from '../generated/prisma/client';
import { CLIENT_PLANES, probeOf, REQUEST_ID_PLANES, sliceMayContain } from '../ingest/filter';

/** A word that a line must have in that field; null = any. */
export type Words = { requestId: string | null; client: string | null };

export type WordQuestion = {
  /** What `verdict` needs, for the columns of a `select … from chunk c`; begins with a comma, or is empty. */
  columns: Prisma.Sql;
  /** What a row says of its chunk. `perhaps` false: no line has all the words. `verbatim`: a line that has them has them byte for byte. */
  verdict(row: object): { perhaps: boolean; verbatim: boolean };
};

const FIELDS = [{ name: 'requestId', column: 'c.request_ids', planes: REQUEST_ID_PLANES }, { name: 'client', column: 'c.clients', planes: CLIENT_PLANES }] as const;

export function askWords(words: Words): WordQuestion {
  const asked = FIELDS.flatMap(({ name, column, planes }, i) => {
    const word = words[name];
    if (word === null) return [];
    const probe = probeOf(word, planes), { place, blockBytes, bytes } = probe, filter = Prisma.raw(column);
    // Only the pages that these bytes lie on are read. An empty filter gives no bytes, one that is not there null.
    const block = Prisma.sql`((${place}::bigint * (octet_length(${filter}) / ${blockBytes}::int - 1)) >> 32)::int`;
    return [{ key: `word${i}`, plain: !/[\s"]/.test(word), probe, column: Prisma.sql`, substring(${filter} from ${block} * ${blockBytes}::int + 1 for ${bytes}::int) as ${Prisma.raw(`word${i}, octet_length(${column}) % 4 as decoded${i}`)}`, decoded: `decoded${i}` }];
  });
  return {
    columns: asked.length ? Prisma.join(asked.map((a) => a.column), '') : Prisma.empty,
    verdict(row) {
      const r = row as Record<string, unknown>;
      return {
        perhaps: asked.every(({ key, probe }) => r[key] === null || sliceMayContain(r[key] as Uint8Array, probe)),
        verbatim: asked.length > 0 && asked.every(({ decoded, plain }) => plain && r[decoded] === 0),
      };
    },
  };
}
