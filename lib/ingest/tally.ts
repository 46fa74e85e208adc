/** Counts by a short text of a small set (format ids, reasons). One that a hostile log makes long is cut off: the rest is "other reasons". */
const MOST = 64;

export class Tally {
  private counts = new Map<string, number>();
  private last = ''; private pending = 0;

  add(key: string): void {
    if (key === this.last) { this.pending++; return; }
    this.flush();
    this.last = key; this.pending = 1;
  }
  clear(): void { this.counts = new Map(); this.last = ''; this.pending = 0; }
  /** By key, sorted, so that equal counts are equal JSON. */
  take(): Record<string, number> {
    this.flush(); this.pending = 0; this.last = '';
    return Object.fromEntries([...this.counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
  private flush(): void {
    if (this.pending === 0) return;
    const key = this.counts.has(this.last) || this.counts.size < MOST ? this.last : 'other reasons';
    this.counts.set(key, (this.counts.get(key) ?? 0) + this.pending);
  }
}
