'use client';
import { useEffect, useRef, useState } from 'react';

/** Files of a drop; folders are left out and counted. */
export type Dropped = { files: File[]; folders: number };

/** Takes files dropped anywhere in the window. True while files hover over it. */
export function useDrop(onDrop: (dropped: Dropped) => void): boolean {
  const [over, setOver] = useState(false), take = useRef(onDrop);
  take.current = onDrop;
  useEffect(() => {
    let depth = 0;
    const carriesFiles = (e: DragEvent): boolean => [...(e.dataTransfer?.types ?? [])].includes('Files');
    const enter = (e: DragEvent): void => { if (carriesFiles(e)) { e.preventDefault(); depth++; setOver(true); } };
    const leave = (e: DragEvent): void => { if (carriesFiles(e) && --depth <= 0) { depth = 0; setOver(false); } };
    // Without this the browser would open the file instead.
    const hover = (e: DragEvent): void => { if (carriesFiles(e)) { e.preventDefault(); e.dataTransfer!.dropEffect = 'copy'; } };
    const drop = (e: DragEvent): void => {
      if (!carriesFiles(e)) return;
      e.preventDefault(); depth = 0; setOver(false);
      const items = [...(e.dataTransfer?.items ?? [])].filter((i) => i.kind === 'file');
      const folders = items.filter((i) => i.webkitGetAsEntry?.()?.isDirectory).length;
      const files = items.length ? items.filter((i) => !i.webkitGetAsEntry?.()?.isDirectory).map((i) => i.getAsFile()).filter((f): f is File => f !== null) : [...(e.dataTransfer?.files ?? [])];
      take.current({ files, folders });
    };
    const listeners = [['dragenter', enter], ['dragleave', leave], ['dragover', hover], ['drop', drop]] as const;
    for (const [type, listener] of listeners) window.addEventListener(type, listener);
    return () => { for (const [type, listener] of listeners) window.removeEventListener(type, listener); };
  }, []);
  return over;
}
