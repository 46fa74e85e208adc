import { useId, type ComponentProps, type ReactNode } from 'react';
import { cx } from './class-names';

const box = 'w-full rounded-md border border-line-strong/60 bg-panel px-2.5 text-sm text-ink placeholder:text-faint aria-invalid:border-worse';
type Around = { label: string; hint?: ReactNode; error?: ReactNode; hideLabel?: boolean };

function Wrap({ id, label, hint, error, hideLabel, children }: Around & { id: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'text-xs font-medium text-soft'}>{label}</label>
      {children}
      {error ? <p id={id + '-about'} role="alert" className="text-xs text-worse">{error}</p> : hint ? <p id={id + '-about'} className="text-xs text-faint">{hint}</p> : null}
    </div>
  );
}

/** A labelled text input with a hint or an error under it; the error is announced. */
export function Field({ label, hint, error, hideLabel, className, ...rest }: ComponentProps<'input'> & Around) {
  const id = useId();
  return <Wrap id={id} {...{ label, hint, error, hideLabel }}><input id={id} aria-invalid={error ? true : undefined} aria-describedby={error || hint ? id + '-about' : undefined} className={cx(box, 'h-8.5', className)} {...rest} /></Wrap>;
}
export function TextArea({ label, hint, error, hideLabel, className, ...rest }: ComponentProps<'textarea'> & Around) {
  const id = useId();
  return <Wrap id={id} {...{ label, hint, error, hideLabel }}><textarea id={id} aria-invalid={error ? true : undefined} aria-describedby={error || hint ? id + '-about' : undefined} className={cx(box, 'py-2 font-mono text-xs', className)} {...rest} /></Wrap>;
}
export function Select({ label, hint, error, hideLabel, className, ...rest }: ComponentProps<'select'> & Around) {
  const id = useId();
  return <Wrap id={id} {...{ label, hint, error, hideLabel }}><select id={id} aria-invalid={error ? true : undefined} aria-describedby={error || hint ? id + '-about' : undefined} className={cx(box, 'h-8.5 pr-1', className)} {...rest} /></Wrap>;
}
