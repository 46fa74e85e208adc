import type { ReactNode } from 'react';

/** Line icons on a 16 px grid, drawn with the text's colour. Always beside words or with a label on the control: hidden from screen readers. */
const paths = {
  clock: <><circle cx="8" cy="8" r="6" /><path d="M8 4.6V8l2.3 1.6" /></>,
  cross: <path d="M4 4l8 8M12 4l-8 8" />,
  check: <path d="M3.2 8.6l3 3 6.6-7" />,
  chevron: <path d="M4 6.2L8 10l4-3.8" />,
  link: <path d="M6.6 9.4l2.8-2.8M7.4 4.6l1.3-1.3a2.9 2.9 0 0 1 4.1 4.1l-1.4 1.3M8.6 11.4l-1.3 1.3a2.9 2.9 0 0 1-4.1-4.1l1.4-1.3" />,
  table: <><rect x="2.2" y="3" width="11.6" height="10" rx="1.4" /><path d="M2.2 6.4h11.6M2.2 9.7h11.6M6.2 6.4V13" /></>,
  chart: <path d="M2.5 13.2h11M4.4 10.8V8.2M8 10.8V3.4M11.6 10.8V6" />,
  download: <path d="M8 2.6v7.2M4.9 7l3.1 3 3.1-3M2.8 13.2h10.4" />,
  more: <><circle cx="3.4" cy="8" r=".8" /><circle cx="8" cy="8" r=".8" /><circle cx="12.6" cy="8" r=".8" /></>,
  sun: <><circle cx="8" cy="8" r="2.8" /><path d="M8 1.6v1.4M8 13v1.4M1.6 8H3M13 8h1.4M3.5 3.5l1 1M11.5 11.5l1 1M12.5 3.5l-1 1M4.5 11.5l-1 1" /></>,
  moon: <path d="M13 9.6A5.6 5.6 0 0 1 6.4 3a5.6 5.6 0 1 0 6.6 6.6z" />,
  screen: <><rect x="2" y="3" width="12" height="8" rx="1.2" /><path d="M6 13.4h4" /></>,
  warning: <path d="M8 2.6l6 10.6H2L8 2.6zM8 6.6v3M8 11.4v.2" />,
  upload: <path d="M8 10.4V3M4.9 5.8L8 2.8l3.1 3M2.8 10.4v2.8h10.4v-2.8" />,
  search: <><circle cx="7" cy="7" r="4.4" /><path d="M10.3 10.3l3.3 3.3" /></>,
  'zoom-out': <><circle cx="7" cy="7" r="4.4" /><path d="M10.3 10.3l3.3 3.3M5.2 7h3.6" /></>,
  filter: <path d="M2.2 3.6h11.6L9.4 8.6v4L6.6 11V8.6z" />,
  undo: <path d="M5.6 3.4L2.8 6.2l2.8 2.8M3 6.2h6a3.6 3.6 0 0 1 0 7.2H6" />,
  // one shape a phase of a call, so that a class never depends on its colour
  'phase-dns': <><circle cx="8" cy="8" r="5.6" /><path d="M2.4 8h11.2M8 2.4c-4 3.4-4 7.8 0 11.2 4-3.4 4-7.8 0-11.2z" /></>,
  'phase-queue': <path d="M3 4h10M3 8h10M3 12h6" />,
  'phase-connect': <path d="M2 8h4M10 8h4M6 5v6M10 5v6" />,
  'phase-tls': <><rect x="3.4" y="7" width="9.2" height="6.2" rx="1.2" /><path d="M5.4 7V5.2a2.6 2.6 0 0 1 5.2 0V7" /></>,
  'phase-send': <path d="M2.6 8h9.6M8.6 4.2L12.4 8l-3.8 3.8" />,
  'phase-first': <path d="M13.4 8H3.8M7.4 4.2L3.6 8l3.8 3.8" />,
  'phase-body': <path d="M3 3.4h10v9.2H3zM3 8h10" />,
  'phase-whole': <><circle cx="8" cy="8" r="5.6" /><circle cx="8" cy="8" r="1.6" /></>,
  'phase-request': <><circle cx="8" cy="5" r="2.5" /><path d="M3.2 13.2a4.8 4.8 0 0 1 9.6 0" /></>,
} satisfies Record<string, ReactNode>;
export type IconName = keyof typeof paths;

export function Icon({ name, size = 16, className }: { name: IconName; size?: number; className?: string }) {
  return <svg aria-hidden="true" width={size} height={size} viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" className={className ? `shrink-0 ${className}` : 'shrink-0'}>{paths[name]}</svg>;
}

/** A clock whose hand has stopped past the hour: a call that hangs. */
export function Logo() {
  return (
    <svg aria-hidden="true" width="20" height="20" viewBox="0 0 20 20" fill="none">
      <circle cx="10" cy="10" r="8" stroke="var(--line-strong)" strokeWidth="2" strokeDasharray="37.7 12.6" transform="rotate(-90 10 10)" />
      <path d="M10 5v5l3.4 3.4" stroke="var(--timeout)" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
