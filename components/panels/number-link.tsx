import Link from '@/components/ui/link';
import type { ReactNode } from 'react';
import { formatCount } from '@/lib/view/format-number';

/** A count that opens the calls it counts. Zero opens nothing. */
export function NumberLink({ n, href, children }: { n: number | null; href: string; children?: ReactNode }) {
  const text = children ?? formatCount(n);
  return n === null || n === 0 ? <>{text}</> : <Link href={href} className="quiet-link">{text}</Link>;
}
