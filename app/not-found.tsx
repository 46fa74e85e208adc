import Link from '@/components/ui/link';

export const metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <div className="mx-auto max-w-md py-24 text-center">
      <h1 className="text-xl font-semibold">There is no such page</h1>
      <p className="mt-2 text-soft">The address may be from an older version, or what it showed was deleted.</p>
      <p className="mt-6"><Link href="/" className="text-accent underline underline-offset-4">Go to the overview</Link></p>
    </div>
  );
}
