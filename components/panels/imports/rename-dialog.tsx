'use client';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Modal } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';

/** Asks for a new name. `onSave` throws with the sentence to show when it was refused. */
export function RenameDialog({ open, onOpenChange, title, name, onSave }: { open: boolean; onOpenChange: (open: boolean) => void; title: string; name: string; onSave: (name: string) => Promise<void> }) {
  const [draft, setDraft] = useState(name), [error, setError] = useState<string | null>(null), [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true); setError(null);
    try { await onSave(draft.trim()); onOpenChange(false); } catch (e) { setError((e as Error).message); } finally { setBusy(false); }
  };
  return (
    <Modal open={open} onOpenChange={onOpenChange} title={title}>
      <form className="flex flex-col gap-4" onSubmit={(e) => { e.preventDefault(); void save(); }}>
        <Field label="Name" value={draft} maxLength={120} autoFocus onChange={(e) => setDraft(e.target.value)} error={error ?? undefined} />
        <div className="flex justify-end gap-2"><Button onClick={() => onOpenChange(false)}>Keep the old name</Button><Button type="submit" kind="primary" disabled={busy || draft.trim() === ''}>Rename</Button></div>
      </form>
    </Modal>
  );
}
