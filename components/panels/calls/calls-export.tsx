'use client';
import { IconButton } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { Menu, MenuLink } from '@/components/ui/menu';

/** The list as a file, with the range frozen. */
export function CallsExport({ query }: { query: string }) {
  const href = (format: string): string => `/api/calls${query === '' ? '?' : query + '&'}format=${format}`;
  return (
    <span className="no-print"><Menu trigger={<IconButton label="Export these calls"><Icon name="download" /></IconButton>}>
      <MenuLink download href={href('csv')}>CSV, up to 100,000 calls</MenuLink>
      <MenuLink download href={href('json')}>JSON, up to 100,000 calls</MenuLink>
    </Menu></span>
  );
}
