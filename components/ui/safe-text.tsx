import { Fragment, type ReactNode } from 'react';
import { visibleParts } from '@/lib/view/visible-text';

/** Text from a log: isolated from the page's own direction, with control and bidirectional characters made visible. */
export function SafeText({ text, className, path = false }: { text: string; className?: string; /** A path or a route: lines may break after its slashes. */ path?: boolean }) {
  const parts = visibleParts(text);
  return (
    <bdi dir="ltr" className={className}>
      {parts.map((p, i) => (p.hidden ? <span key={i} title="A character that does not show" className="mx-px rounded-sm bg-sunken px-0.5 font-mono text-[0.8em] text-faint">{p.text}</span> : path ? <Fragment key={i}>{afterSlashes(p.text)}</Fragment> : p.text))}
    </bdi>
  );
}

/** A place to break behind each slash: the text that is copied stays the same. */
const afterSlashes = (text: string): ReactNode[] => text.split(/(?<=[^\s/]\/)(?=[^/])/).flatMap((piece, i) => (i === 0 ? [piece] : [<wbr key={i} />, piece]));
