'use client';
import * as Dropdown from 'radix-ui/dropdown-menu';
import type { ReactNode } from 'react';
import { cx } from './class-names';

const item = 'flex cursor-default items-center gap-2 rounded px-2.5 py-1.5 text-sm outline-none select-none data-highlighted:bg-sunken data-disabled:opacity-50';

/** A menu behind a button: arrows, type-ahead and Escape work. */
export function Menu({ trigger, children, align = 'end' }: { trigger: ReactNode; children: ReactNode; align?: 'start' | 'end' }) {
  return (
    <Dropdown.Root modal={false}>
      <Dropdown.Trigger asChild>{trigger}</Dropdown.Trigger>
      <Dropdown.Portal>
        <Dropdown.Content align={align} sideOffset={4} collisionPadding={8} className="z-50 min-w-44 rounded-lg border border-line bg-raised p-1 shadow-raised">{children}</Dropdown.Content>
      </Dropdown.Portal>
    </Dropdown.Root>
  );
}
export function MenuItem({ onSelect, danger, disabled, children }: { onSelect: () => void; danger?: boolean; disabled?: boolean; children: ReactNode }) {
  return <Dropdown.Item disabled={disabled} onSelect={onSelect} className={cx(item, danger && 'text-worse')}>{children}</Dropdown.Item>;
}
/** A link in a menu; with `download` the browser saves it. */
export function MenuLink({ href, download, children }: { href: string; download?: boolean; children: ReactNode }) {
  return <Dropdown.Item asChild className={item}><a href={href} download={download || undefined}>{children}</a></Dropdown.Item>;
}
export const MenuLine = () => <Dropdown.Separator className="my-1 h-px bg-line" />;
