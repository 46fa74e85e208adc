'use client';
import * as Dialog from 'radix-ui/dialog';
import { useLayoutEffect, useRef, type ReactNode } from 'react';
import { IconButton } from './button';
import { cx } from './class-names';
import { Icon } from './icon';

type Props = { open?: boolean; onOpenChange?: (open: boolean) => void; trigger?: ReactNode; title: string; about?: ReactNode; children: ReactNode; side?: boolean; wide?: boolean };

/** A modal dialog; with `side` a drawer at the right edge (for details beside a list). Focus is trapped and given back; Escape closes. */
export function Modal({ open, onOpenChange, trigger, title, about, children, side, wide }: Props) {
  const before = useRef<HTMLElement | null>(null);
  const note = (content: Node | null): void => { const from = comeFrom(); if (from && from !== document.body && !content?.contains(from)) before.current = from; };
  // A field that takes the focus by itself has it before the dialog can ask who had it.
  useLayoutEffect(() => { if (open) { before.current = null; note(null); } }, [open]);
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      {trigger && <Dialog.Trigger asChild>{trigger}</Dialog.Trigger>}
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/35" />
        <Dialog.Content onOpenAutoFocus={(e) => note(e.target as Node)} onCloseAutoFocus={(e) => { if (!trigger) { e.preventDefault(); before.current?.focus(); } }} className={cx('fixed z-50 flex flex-col bg-raised shadow-raised outline-none',
          side ? 'inset-y-0 right-0 w-full sm:w-[min(46rem,92vw)]' : cx('left-1/2 top-1/2 max-h-[88dvh] w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 rounded-panel', wide ? 'max-w-4xl' : 'max-w-lg'))}>
          <div className="flex items-start gap-4 border-b border-line px-5 py-4">
            <div className="min-w-0 flex-1">
              <Dialog.Title className="text-base font-semibold">{title}</Dialog.Title>
              {about ? <Dialog.Description className="mt-0.5 text-soft">{about}</Dialog.Description> : <Dialog.Description className="sr-only">{title}</Dialog.Description>}
            </div>
            <Dialog.Close asChild><IconButton label="Close"><Icon name="cross" /></IconButton></Dialog.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
/** What has the focus and will still be there when the dialog closes: of a menu, its button. */
function comeFrom(): HTMLElement | null {
  const here = document.activeElement, menu = here?.closest('[role=menu]');
  return menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : here instanceof HTMLElement ? here : null;
}
export const CloseDialog = Dialog.Close;
