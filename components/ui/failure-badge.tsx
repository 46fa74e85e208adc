import { failureLook } from '@/lib/view/failure-look';
import { Badge } from './badge';
import { Icon } from './icon';

/** A failure class by its stored code: colour, the shape of its phase, and words. `short` leaves the words to screen readers and the title. */
export function FailureBadge({ code, short, confidence }: { code: number; short?: boolean; confidence?: 'exact' | 'inferred' | 'ambiguous' }) {
  const look = failureLook(code), sure = confidence && confidence !== 'exact' ? ` (${confidence})` : '';
  return (
    <Badge tone={look.tone} title={`${look.title}${sure}. ${look.meaning}`}>
      <Icon name={look.shape} size={13} />
      <span className={short ? 'sr-only' : 'truncate max-sm:whitespace-normal'}>{look.title}{confidence === 'ambiguous' ? ' ?' : ''}</span>
    </Badge>
  );
}
