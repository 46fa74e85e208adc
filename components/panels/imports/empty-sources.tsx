import Link from '@/components/ui/link';
import { SafeText } from '@/components/ui/safe-text';

/** Sources whose last import is gone: no other page leads to their settings, or to their end. */
export function EmptySources({ sources }: { sources: readonly { id: number; name: string; imports: number }[] }) {
  const empty = sources.filter((s) => s.imports === 0);
  if (empty.length === 0) return null;
  return (
    <section aria-label="Sources without imports" className="text-sm text-soft">
      <p>Sources without imports, whose settings wait for the next one:</p>
      <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-1">
        {empty.map((s) => <li key={s.id} className="max-w-full"><Link href={`/imports/sources/${s.id}`} className="text-accent underline underline-offset-4 [overflow-wrap:anywhere]"><SafeText text={s.name} /></Link></li>)}
      </ul>
    </section>
  );
}
