/** The progress bar of one import, on a terminal; silence elsewhere. */
import { Presets, SingleBar } from 'cli-progress';
import { formatBytes } from '../lib/view/format-bytes';
import { formatCompact } from '../lib/view/format-number';
import { formatSpan } from '../lib/view/format-duration';
import { progressOf, type ImportSummary } from '../lib/view/receipt';

export class ImportMeter {
  private readonly bar: SingleBar | null;
  private readonly began = Date.now();

  constructor(file: string) {
    this.bar = process.stderr.isTTY
      ? new SingleBar({ stream: process.stderr, hideCursor: true, clearOnComplete: true, format: `${file}  {bar} {share}  {bytes}  {speed} lines/s  {left}`, barsize: 30 }, Presets.shades_classic)
      : null;
    this.bar?.start(1000, 0, { share: '', bytes: '', speed: '–', left: 'waiting' });
  }

  show(seen: ImportSummary): void {
    const share = progressOf(seen), seconds = (Date.now() - this.began) / 1000;
    this.bar?.update(Math.round(share * 1000), {
      share: `${Math.floor(share * 100)} %`, bytes: `${formatBytes(seen.consumedBytes)} of ${formatBytes(seen.sizeBytes)}`, speed: formatCompact(seen.lines / Math.max(seconds, 0.1)),
      left: share >= 1 ? 'finishing' : share > 0.01 ? `${formatSpan(Math.ceil((seconds / share) * (1 - share)))} left` : 'waiting',
    });
  }

  /** Something that passes by itself. */
  note(text: string): void { this.bar?.update({ left: text.split('\n')[0] }); }

  end(): void { this.bar?.stop(); }
}
