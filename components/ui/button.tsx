import type { ComponentProps } from 'react';
import { cx } from './class-names';

export type ButtonLook = { kind?: 'plain' | 'primary' | 'ghost' | 'danger'; size?: 'small' | 'normal' };
const base = 'inline-flex items-center justify-center gap-1.5 whitespace-nowrap rounded-md font-medium select-none transition-colors disabled:opacity-50 disabled:pointer-events-none aria-disabled:opacity-50';
const kinds = {
  plain: 'border border-line bg-panel text-ink hover:bg-sunken',
  primary: 'bg-accent text-accent-ink hover:opacity-90',
  ghost: 'text-soft hover:bg-sunken hover:text-ink',
  danger: 'border border-worse/50 text-worse hover:bg-worse/10',
};
const sizes = { small: 'h-7 px-2 text-xs', normal: 'h-8.5 px-3 text-sm' };

/** The look of a button, for links that act like one. */
export const buttonLook = ({ kind = 'plain', size = 'normal' }: ButtonLook = {}): string => cx(base, kinds[kind], sizes[size]);

export function Button({ kind, size, className, type = 'button', ...rest }: ComponentProps<'button'> & ButtonLook) {
  return <button type={type} className={cx(buttonLook({ kind, size }), className)} {...rest} />;
}

/** A button that is only an icon. `label` is what it is called aloud and on hover. */
export function IconButton({ label, className, type = 'button', ...rest }: ComponentProps<'button'> & { label: string }) {
  return <button type={type} aria-label={label} title={label} className={cx('inline-flex size-7 items-center justify-center rounded-md text-faint transition-colors hover:bg-sunken hover:text-ink disabled:opacity-50 aria-pressed:bg-sunken aria-pressed:text-ink', className)} {...rest} />;
}
