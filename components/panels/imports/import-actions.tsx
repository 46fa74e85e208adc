'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { IconButton } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { Menu, MenuItem, MenuLine } from '@/components/ui/menu';
import type { ImportSummary } from '@/lib/view/receipt';
import { ask } from '../request';
import { DeleteDialog } from './delete-dialog';
import { RenameDialog } from './rename-dialog';

/** Rename, read again, delete. `after` is where to go when it is deleted (the receipt's own page is gone then). */
export function ImportActions({ item, after }: { item: ImportSummary; after?: string }) {
  const router = useRouter(), [open, setOpen] = useState<'rename' | 'delete' | null>(null);
  const close = (o: boolean): void => { if (!o) setOpen(null); };
  return (
    <>
      <Menu trigger={<IconButton label={`What to do with ${item.name}`}><Icon name="more" /></IconButton>}>
        <MenuItem onSelect={() => setOpen('rename')}>Rename</MenuItem>
        <MenuItem onSelect={() => router.push(`/imports/sources/${item.source.id}`)}>Read again with other settings</MenuItem>
        <MenuLine />
        <MenuItem danger disabled={item.state === 'deleting'} onSelect={() => setOpen('delete')}>Delete</MenuItem>
      </Menu>
      {open === 'rename' && <RenameDialog open onOpenChange={close} title="Rename import" name={item.name} onSave={async (name) => { await ask('PATCH', `/api/imports/${item.id}`, { name }); router.refresh(); }} />}
      {open === 'delete' && <DeleteDialog item={item} open onOpenChange={close} onDeleted={() => { if (after) router.push(after); router.refresh(); }} />}
    </>
  );
}
