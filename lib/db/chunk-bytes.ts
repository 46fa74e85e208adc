/** The bytes of a chunk as they lie in the store: ordered by columns, then brotli. The first byte says how; 1 is this way. */
import { promisify } from 'node:util';
import { brotliCompressSync, brotliDecompress, brotliDecompressSync, constants } from 'node:zlib';
import { ByteSink } from '../rollup/block';
import { fromColumns, toColumns } from './columns';

const decompress = promisify(brotliDecompress);
const BY_COLUMNS = 1;
/** Room for what most chunks become, so that brotli gives it in one piece. */
const PIECE = 1 << 18;
/** Kept from chunk to chunk. */
const head = new ByteSink();
let scratch = new Uint8Array(0);

/** Packs lines. Window and quality as measured: 14 % of a gateway's log at some 450 MB/s a core. */
export function packChunk(bytes: Uint8Array): Uint8Array {
  const columns = toColumns(bytes);
  head.length = 0;
  head.varint(bytes.length); head.varint(columns.lengths.length);
  for (const n of columns.lengths) head.varint(n);
  const length = head.length + bytes.length;
  if (scratch.length < length) scratch = new Uint8Array(length + (length >> 2));
  scratch.set(head.bytes.subarray(0, head.length)); columns.write(scratch, head.length);
  const packed = brotliCompressSync(scratch.subarray(0, length), { chunkSize: PIECE, params: { [constants.BROTLI_PARAM_QUALITY]: 1, [constants.BROTLI_PARAM_LGWIN]: 20, [constants.BROTLI_PARAM_SIZE_HINT]: length } });
  const out = new Uint8Array(packed.length + 1);
  out[0] = BY_COLUMNS; out.set(packed, 1);
  return out;
}

/** The lines of a packed chunk; decompresses off the main thread. Throws for anything that `packChunk` did not make. */
export async function unpackChunk(data: Uint8Array): Promise<Buffer> { return inLines(await decompress(checked(data))); }
export function unpackChunkSync(data: Uint8Array): Buffer { return inLines(brotliDecompressSync(checked(data))); }

function checked(data: Uint8Array): Uint8Array {
  if (data[0] !== BY_COLUMNS) throw new Error(`a chunk is packed in a way (${data[0]}) that this version does not know`);
  return data.subarray(1);
}
function inLines(raw: Buffer): Buffer {
  let at = 0;
  const varint = (): number => { let x = 0, scale = 1, y: number; do { y = raw[at++]; x += (y & 127) * scale; scale *= 128; } while (y >= 128); return x; };
  const length = varint(), lengths = Array.from({ length: varint() }, varint), out = Buffer.allocUnsafeSlow(length);
  fromColumns(lengths, raw.subarray(at), out);
  return out;
}
