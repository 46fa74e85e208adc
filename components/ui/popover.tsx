'use client';
import * as Radix from 'radix-ui/popover';
import type { ReactNode } from 'react';

/** A panel beside its button, for forms that are too small for a dialog. */
export function Popover({ trigger, children, open, onOpenChange, label, align = 'end' }: { trigger: ReactNode; children: ReactNode; open?: boolean; onOpenChange?: (open: boolean) => void; label: string; align?: 'start' | 'end' }) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content aria-label={label} align={align} sideOffset={6} collisionPadding={12} className="z-50 max-h-(--radix-popover-content-available-height) w-[min(24rem,calc(100vw-1.5rem))] overflow-y-auto rounded-lg border border-line bg-raised p-4 shadow-raised outline-none">{children}</Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
