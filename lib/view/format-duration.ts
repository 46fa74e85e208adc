import { MISSING } from './format-number';

const digits = (x: number): string => x.toFixed(x < 9.995 ? 2 : x < 99.95 ? 1 : 0);

/** A duration in ms: "0.4 ms", "38 ms", "1.25 s", "2 min 5 s", "3 h 10 min". Null is missing, 0 is "0 ms". */
export function formatDuration(ms: number | null): string {
  if (ms === null || Number.isNaN(ms)) return MISSING;
  if (ms < 0) return '−' + formatDuration(-ms);
  if (ms === 0) return '0 ms';
  if (ms < 9.95) return `${ms < 0.95 ? Number(ms.toPrecision(1)) : ms.toFixed(1).replace(/\.0$/, '')} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${digits(ms / 1000)} s`;
  return formatSpan(Math.round(ms / 1000));
}

/** Whole seconds as a span: "45 s", "5 min", "1 h 30 min", "3 d". At most two units. */
export function formatSpan(seconds: number): string {
  const parts: string[] = [];
  let left = Math.round(seconds);
  for (const [size, unit] of [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']] as const) {
    const n = Math.floor(left / size);
    if (n > 0) parts.push(`${n} ${unit}`);
    left -= n * size;
    if (parts.length === 2) break;
  }
  return parts.join(' ') || '0 s';
}
