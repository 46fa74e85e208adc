/** Lists as people type them: one entry a line. */
export const toLines = (entries: readonly string[]): string => entries.join('\n');
export const fromLines = (text: string): string[] => [...new Set(text.split('\n').map((l) => l.trim()).filter(Boolean))];

/** Seconds as typed ("5", "2.5", "") to ms; undefined = not a time. */
export function secondsToMs(text: string): number | null | undefined {
  const t = text.trim();
  if (t === '') return null;
  const s = Number(t);
  return Number.isFinite(s) && s > 0 && s <= 86_400 ? Math.round(s * 1000) : undefined;
}
export const msToSeconds = (ms: number | null): string => (ms === null ? '' : String(ms / 1000));
