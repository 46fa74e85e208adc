'use client';
import { useEffect, useRef, useState, type RefObject } from 'react';

/** Height in px of an element, kept up to date. */
export function useHeight<E extends HTMLElement>(): [RefObject<E | null>, number] {
  const ref = useRef<E>(null), [height, setHeight] = useState(0);
  useEffect(() => {
    if (!ref.current) return;
    const watch = new ResizeObserver(([entry]) => setHeight(Math.round(entry.borderBoxSize[0]?.blockSize ?? entry.contentRect.height)));
    watch.observe(ref.current);
    return () => watch.disconnect();
  }, []);
  return [ref, height];
}
