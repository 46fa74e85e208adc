import { visibleParts } from '@/lib/view/visible-text';

/** Text from a log: isolated from the page's own direction, with control and bidirectional characters made visible. */
export function SafeText({ text, className }: { text: string; className?: string }) {
  const parts = visibleParts(text);
  return (
    <bdi dir="ltr" className={className}>
      {parts.map((p, i) => (p.hidden ? <span key={i} title="A character that does not show" className="mx-px rounded-sm bg-sunken px-0.5 font-mono text-[0.8em] text-faint">{p.text}</span> : p.text))}
    </bdi>
  );
}
