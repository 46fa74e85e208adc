/** "20260312T0920": whole minutes of UTC, since a range is whole buckets. */
const stamp = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace(/[-:]/g, '');

/** The file name of an export, of what and of when in UTC: "hangtime-calls-20260312T0920-20260312T1020.csv". Runs of anything but ASCII letters and digits become a dash. */
export const exportName = (what: string, range: { fromMs: number; toMs: number }, ending: string): string =>
  `${`hangtime-${what}-${stamp(range.fromMs)}-${stamp(range.toMs)}`.replace(/[^A-Za-z0-9]+/g, '-')}.${ending.replace(/[^a-z0-9]/g, '')}`;
