'use client';
import { useRouter } from 'next/navigation';
import { Component, startTransition, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';

type Props = { title: string; children: ReactNode };
type State = { error: (Error & { digest?: string }) | null };

class Catch extends Component<Props & { refresh: () => void }, State> {
  state: State = { error: null };
  static getDerivedStateFromError(error: Error): State { return { error }; }
  private readonly again = (): void => startTransition(() => { this.props.refresh(); this.setState({ error: null }); });
  render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <section aria-label={this.props.title} className="flex min-w-0 flex-col rounded-panel border border-line bg-panel px-5 py-4">
        <h2 className="text-sm font-semibold">{this.props.title}</h2>
        <div role="alert" className="flex min-h-32 flex-1 flex-col items-center justify-center gap-3 text-center text-soft">
          <p>This panel could not be made. The others are not affected.{error.digest && <> Reference in the server’s log: <code className="font-mono">{error.digest}</code></>}</p>
          <Button size="small" onClick={this.again}>Try again</Button>
        </div>
      </section>
    );
  }
}

/** Catches what a panel throws, on the server or in the browser. */
export function PanelBoundary({ title, children }: Props) {
  const router = useRouter();
  return <Catch title={title} refresh={() => router.refresh()}>{children}</Catch>;
}
