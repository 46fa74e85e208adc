'use client';
import { Button } from '@/components/ui/button';

/** Whatever a page could not handle. The text says what to do; the details are in the server's log under the reference. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <div role="alert" className="mx-auto max-w-lg py-24 text-center">
      <h1 className="text-xl font-semibold">This page could not be made</h1>
      <p className="mt-2 text-soft">Most often the database is not reachable, or it is just starting. Your data is not affected.</p>
      {error.digest && <p className="mt-2 text-faint">Reference for the server’s log: <code className="font-mono">{error.digest}</code></p>}
      <p className="mt-6"><Button onClick={reset}>Try again</Button></p>
    </div>
  );
}
