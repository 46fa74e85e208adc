import { formatCount, formatShare } from '@/lib/view/format-number';
import type { Receipt } from '@/lib/view/receipt';

/** Stored lines by format. */
export function FormatsTable({ receipt: r }: { receipt: Receipt }) {
  const all = r.byFormat.reduce((n, f) => n + f.lines, 0);
  if (all === 0) return <p className="text-soft">No line was stored.</p>;
  return (
    <table className="w-full">
      <thead className="text-left text-xs text-soft"><tr><th scope="col" className="pb-1 font-medium">Format</th><th scope="col" className="pb-1 text-right font-medium">Lines</th><th scope="col" className="w-20 pb-1 text-right font-medium">Share</th></tr></thead>
      <tbody>{r.byFormat.map((f) => <tr key={f.id} className="border-t border-line"><td className="py-1.5">{f.title}</td><td className="py-1.5 text-right">{formatCount(f.lines)}</td><td className="py-1.5 text-right text-soft">{formatShare(f.lines / all)}</td></tr>)}</tbody>
    </table>
  );
}
