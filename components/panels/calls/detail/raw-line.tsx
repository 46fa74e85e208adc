import { SafeText } from '@/components/ui/safe-text';
import type { DetailLine } from '@/lib/view/call-detail';
import { formatCount } from '@/lib/view/format-number';
import { markEvidence } from './mark';

/** A line as logged, wrapped, with the words that decided marked. Nothing in it is a link, and nothing in it is hidden. */
export function RawLine({ line, evidence, more }: { line: DetailLine; evidence: string | null; more?: readonly string[] }) {
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1 text-xs text-faint"><SafeText text={line.importName} className="break-all" />, line {formatCount(line.number)}</figcaption>
      <pre tabIndex={0} className="max-h-72 overflow-auto whitespace-pre-wrap rounded-md border border-line bg-sunken px-3 py-2 font-mono text-xs leading-relaxed [overflow-wrap:anywhere]">
        {markEvidence(line.raw, evidence, more).map((m, i) => (m.marked ? <mark key={i} className="rounded-sm bg-timeout-wash px-0.5 text-ink outline outline-1 outline-timeout"><SafeText text={m.text} /></mark> : <SafeText key={i} text={m.text} />))}
        {line.cutBytes > 0 && <span className="text-faint"> … {formatCount(line.cutBytes)} more bytes</span>}
      </pre>
    </figure>
  );
}
