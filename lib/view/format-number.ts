/** Numbers as people read them. Null is "–": missing is missing, never 0. */
const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
export const MISSING = '–';

/** 1234567 → "1,234,567". */
export const formatCount = (n: number | null): string => (n === null ? MISSING : whole.format(n));

/** 1234567 → "1.23 M"; below 10,000 in full. For axes and narrow places: show the full count beside or on hover. */
export function formatCompact(n: number | null): string {
  if (n === null) return MISSING;
  const size = Math.abs(n);
  if (size < 10_000) return formatCount(n);
  const [by, unit] = size < 999_500 ? [1e3, 'k'] : size < 999_500_000 ? [1e6, 'M'] : [1e9, 'bn'], x = n / by;
  return `${x.toFixed(Math.abs(x) < 9.995 ? 2 : Math.abs(x) < 99.95 ? 1 : 0).replace(/\.0+$/, '')} ${unit}`;
}

/** A share in 0..1 → "1.23 %". What is not zero never reads as 0, what is not all never as 100. */
export function formatShare(share: number | null): string {
  if (share === null || Number.isNaN(share)) return MISSING;
  const p = share * 100, size = Math.abs(p);
  if (size === 0) return '0 %';
  if (size < 0.005) return p < 0 ? '> −0.01 %' : '< 0.01 %';
  if (size < 100 && size >= 99.95) return '> 99.9 %';
  return `${p.toFixed(size < 10 ? 2 : 1).replace(/\.0+$/, '')} %`;
}

/** "1 call", "2 calls". */
export const plural = (n: number, one: string, many = one + 's'): string => `${formatCount(n)} ${n === 1 ? one : many}`;
