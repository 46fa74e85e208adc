/** Recognises files that are no logs, by their first bytes: known signatures, then the share of control bytes. */

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

const SIGNATURES: readonly [bytes: string, name: string][] = [
  ['%PDF-', 'a PDF document'], ['PK\x03\x04', 'a zip archive (or an office document)'], ['PK\x05\x06', 'an empty zip archive'], ['Rar!\x1a\x07', 'a rar archive'],
  ['7z\xbc\xaf\x27\x1c', 'a 7-zip archive'], ['\xfd7zXZ\x00', 'an xz archive; unpack it first'], ['BZh', 'a bzip2 archive; unpack it first'],
  ['\x28\xb5\x2f\xfd', 'a zstd archive; unpack it first'], ['\x04\x22\x4d\x18', 'an lz4 archive; unpack it first'], ['\x1f\x8b', 'gzip within gzip; unpack it once more'],
  ['\x89PNG\r\n', 'a PNG image'], ['\xff\xd8\xff', 'a JPEG image'], ['GIF8', 'a GIF image'], ['\x7fELF', 'a program'], ['MZ\x90\x00', 'a Windows program'],
  ['\xcf\xfa\xed\xfe', 'a program'], ['\xca\xfe\xba\xbe', 'a program'], ['SQLite format 3\x00', 'an SQLite database'], ['\x00asm', 'a WebAssembly module'],
  ['\xd4\xc3\xb2\xa1', 'a packet capture'], ['\xa1\xb2\xc3\xd4', 'a packet capture'], ['\x0a\x0d\x0d\x0a', 'a packet capture'], ['PAR1', 'a Parquet file'],
  ['LPKSHHRH', 'a systemd journal; export it with journalctl first'], ['ElfFile\x00', 'a Windows event log'],
];

/** Why a file that begins with `head` is no log, as the end of the sentence "This file is …"; null = it may be one. */
export function notALog(head: Buffer, encoding: Encoding): string | null {
  const start = head.toString('latin1', 0, 32);
  for (const [bytes, name] of SIGNATURES) if (start.startsWith(bytes)) return name;
  if (start.slice(4, 8) === 'ftyp') return 'a video or audio file';
  if (head.toString('latin1', 257, 262) === 'ustar') return 'a tar archive; unpack it first';
  if (encoding !== 'utf-8' || head.length === 0) return null;
  // Text has tabs and line ends, terminal colours perhaps; a log broken by NULs (a full disk, a crash) has them in one run: a run counts as one.
  let control = 0, seen = 0, last = -1;
  for (const b of head) {
    if (b === 0 && last === 0) continue;
    last = b; seen++;
    if (b < 32 && b !== 9 && b !== 10 && b !== 13 && b !== 27) control++;
  }
  return seen >= 16 && control > seen * 0.1 ? 'binary data, not text' : null;
}
