import { MISSING } from './format-number';

/** Bytes in powers of 1000, as disks and networks count: "1.73 GB". */
export function formatBytes(n: number | null): string {
  if (n === null) return MISSING;
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let x = n, u = 0;
  while (x >= 999.5 && u < units.length - 1) { x /= 1000; u++; }
  return `${u === 0 ? x : x.toFixed(x < 9.995 ? 2 : x < 99.95 ? 1 : 0)} ${units[u]}`;
}
