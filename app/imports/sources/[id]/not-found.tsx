import Link from '@/components/ui/link';

export const metadata = { title: 'Not found' };

export default function NoSource() {
  return (
    <div className="mx-auto max-w-md py-24 text-center">
      <h1 className="text-xl font-semibold">There is no such source</h1>
      <p className="mt-2 text-soft">It was deleted with its imports and settings, or never was here.</p>
      <p className="mt-6"><Link href="/imports" className="text-accent underline underline-offset-4">Go to the imports</Link></p>
    </div>
  );
}
