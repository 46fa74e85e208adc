import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import { Suspense, type ReactNode } from 'react';
import '@fontsource-variable/inter/wght.css';
import './globals.css';
import { Logo } from '@/components/ui/icon';
import { Home, Nav } from '@/components/ui/nav';
import { ThemeToggle } from '@/components/ui/theme-toggle';
import { TooltipProvider } from '@/components/ui/tooltip';

export const metadata: Metadata = { title: { default: 'Hangtime', template: '%s · Hangtime' }, description: 'Where gateway calls wait, time out and fail, and since when.' };
export const viewport: Viewport = { width: 'device-width', initialScale: 1, themeColor: [{ media: '(prefers-color-scheme: light)', color: '#f5f6f8' }, { media: '(prefers-color-scheme: dark)', color: '#0e1115' }] };

/** The chosen theme is a cookie, so that the first byte of the page has it already: no flash and no inline script. */
export default async function Layout({ children }: { children: ReactNode }) {
  const chosen = (await cookies()).get('theme')?.value, theme = chosen === 'light' || chosen === 'dark' ? chosen : undefined;
  return (
    <html lang="en" data-theme={theme} suppressHydrationWarning>
      <body className="min-h-dvh">
        <a href="#main" className="skip-link">Skip to the page</a>
        <TooltipProvider>
          <header className="no-print border-b border-line bg-panel">
            <div className="mx-auto flex max-w-[1440px] flex-wrap items-center gap-x-6 px-4 sm:px-6">
              <Suspense><Home><Logo /> Hangtime</Home></Suspense>
              <Suspense><Nav /></Suspense>
              <div className="ml-auto py-2 max-sm:absolute max-sm:right-3 max-sm:top-1"><ThemeToggle chosen={theme ?? 'system'} /></div>
            </div>
          </header>
          <main id="main" tabIndex={-1} className="mx-auto max-w-[1440px] px-4 py-6 outline-none sm:px-6">{children}</main>
        </TooltipProvider>
      </body>
    </html>
  );
}
