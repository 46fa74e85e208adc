/** Makes a screenshot small: a PNG of true colours becomes one of a palette of 256. Pages have few colours; what is lost is the finest shades of letters' edges. */
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Takes 8-bit RGB or RGBA without interlacing, as browsers write it; anything else throws. */
export function toPalette(png: Buffer): Buffer {
  const { width, height, pixels } = decode(png), counts = new Map<number, number>();
  for (const p of pixels) counts.set(p, (counts.get(p) ?? 0) + 1);
  const palette = choose(counts), near = new Map<number, number>(palette.map((c, i) => [c, i])), rows = Buffer.alloc(height * (width + 1));
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      let at = near.get(pixels[i]);
      if (at === undefined) near.set(pixels[i], (at = nearest(palette, pixels[i])));
      rows[y * (width + 1) + 1 + x] = at;
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0); head.writeUInt32BE(height, 4); head[8] = 8; head[9] = 3;
  const colours = Buffer.from(palette.flatMap((c) => [c >> 16, (c >> 8) & 255, c & 255]));
  return Buffer.concat([SIGNATURE, chunk('IHDR', head), chunk('PLTE', colours), chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })), chunk('IEND', Buffer.alloc(0))]);
}

/** The most frequent colours, leaving out what is hardly another colour than one that is in already. */
function choose(counts: ReadonlyMap<number, number>): number[] {
  const byCount = [...counts].sort((a, b) => b[1] - a[1]).map(([c]) => c), palette: number[] = [];
  for (const gap of [90, 30, 0]) {
    for (const c of byCount) {
      if (palette.length === 256) return palette;
      if (!palette.some((p) => apart(p, c) <= gap)) palette.push(c);
    }
  }
  return palette;
}

const apart = (a: number, b: number): number => ((a >> 16) - (b >> 16)) ** 2 + (((a >> 8) & 255) - ((b >> 8) & 255)) ** 2 + ((a & 255) - (b & 255)) ** 2;
function nearest(palette: readonly number[], c: number): number {
  let best = 0, least = Infinity;
  palette.forEach((p, i) => { const d = apart(p, c); if (d < least) { least = d; best = i; } });
  return best;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]), out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0); body.copy(out, 4); out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

/** Pixels as 0xRRGGBB. */
function decode(png: Buffer): { width: number; height: number; pixels: Int32Array } {
  const width = png.readUInt32BE(16), height = png.readUInt32BE(20), size = png[25] === 2 ? 3 : png[25] === 6 ? 4 : 0;
  if (png[24] !== 8 || size === 0 || png[28] !== 0) throw new Error('Only 8-bit RGB and RGBA without interlacing are read.');
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  const raw = inflateSync(Buffer.concat(parts)), stride = width * size, pixels = new Int32Array(width * height);
  let above = Buffer.alloc(stride);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)], row = Buffer.from(raw.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1)));
    for (let i = 0; i < stride; i++) {
      const a = i >= size ? row[i - size] : 0, b = above[i], c = i >= size ? above[i - size] : 0;
      row[i] += filter === 1 ? a : filter === 2 ? b : filter === 3 ? (a + b) >> 1 : filter === 4 ? paeth(a, b, c) : 0;
    }
    for (let x = 0; x < width; x++) pixels[y * width + x] = (row[x * size] << 16) | (row[x * size + 1] << 8) | row[x * size + 2];
    above = row;
  }
  return { width, height, pixels };
}

function paeth(a: number, b: number, c: number): number {
  const p = a + b - c, pa = Math.abs(p - a), pb = Math.abs(p - b), pc = Math.abs(p - c);
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}
