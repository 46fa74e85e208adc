import type { ReactNode } from 'react';
import { cx } from './class-names';

export type Tone = 'plain' | 'well' | 'failed' | 'timeout' | 'client' | 'accent' | 'worse' | 'better';
const tones: Record<Tone, string> = {
  plain: 'bg-sunken text-soft', well: 'bg-well-wash text-ink', failed: 'bg-failed-wash text-failed', timeout: 'bg-timeout-wash text-timeout', client: 'bg-client-wash text-client',
  accent: 'bg-accent-wash text-accent', worse: 'bg-worse/10 text-worse', better: 'bg-better/10 text-better',
};
export function Badge({ tone = 'plain', children, title }: { tone?: Tone; children: ReactNode; title?: string }) {
  return <span title={title} className={cx('inline-flex max-w-full items-center gap-1 rounded px-1.5 py-px text-xs font-medium', tones[tone])}>{children}</span>;
}
