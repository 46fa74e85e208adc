'use client';
import * as Radix from 'radix-ui/tooltip';
import type { ReactNode } from 'react';

export const TooltipProvider = ({ children }: { children: ReactNode }) => <Radix.Provider delayDuration={250} skipDelayDuration={400}>{children}</Radix.Provider>;

/** A short explanation on hover and on focus. The child must be focusable; nothing that matters may stand only here. */
export function Tooltip({ text, children }: { text: ReactNode; children: ReactNode }) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content sideOffset={6} collisionPadding={8} className="z-50 max-w-80 rounded-md border border-line bg-raised px-2.5 py-1.5 text-xs leading-relaxed text-soft shadow-raised">{text}</Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** A term with a dotted line whose meaning shows on hover, focus and touch. */
export function Term({ text, children }: { text: ReactNode; children: ReactNode }) {
  return <Tooltip text={text}><button type="button" className="-my-1 cursor-help py-1 underline decoration-line-strong decoration-dotted underline-offset-4">{children}</button></Tooltip>;
}
