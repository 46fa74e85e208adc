import { Badge } from '@/components/ui/badge';
import { Term } from '@/components/ui/tooltip';
import { formatShare, plural } from '@/lib/view/format-number';
import type { Preview } from '@/lib/view/preview';

/** What the file is taken for, how sure that is, and why. */
export function FormatChip({ preview }: { preview: Preview }) {
  if (preview.problem) return <Badge tone="worse">Not a log</Badge>;
  const { format, others } = preview;
  if (!format && preview.lines.length === 0) return <Badge>Empty</Badge>;
  if (!format) return <Badge tone="worse" title="No format knows these lines. Choose one, or paste your own layout.">Format not recognised</Badge>;
  const sure = format.confidence >= 0.9 ? 'sure' : format.confidence >= 0.6 ? 'likely' : 'a guess';
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      <Badge tone={format.confidence >= 0.6 ? 'accent' : 'timeout'}>{format.title}</Badge>
      <span className="text-xs text-soft"><Term text={format.reason}>{sure}, {formatShare(Math.round(format.confidence * 100) / 100)}</Term></span>
      {others.map((o) => <Badge key={o.id} title={`${plural(o.lines, 'line')} of those looked at`}>+ {o.title}</Badge>)}
      {preview.gzip && <Badge>gzip</Badge>}
    </span>
  );
}
