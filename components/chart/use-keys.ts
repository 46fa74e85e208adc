'use client';
import { useCallback, useRef, useState, type KeyboardEvent, type MouseEvent, type RefObject } from 'react';

type Around = { firstMs: number; lastMs: number; onZoom: (firstBucketMs: number, lastBucketMs: number) => void };
export type Keys = {
  /** Bucket of the crosshair while the keyboard moves it, and where a selection began. */
  at: number | null; anchor: number | null;
  /** The buckets that Enter has zoomed to, until the next key. */
  zoomed: { from: number; to: number } | null;
  /** Told by the chart where its crosshair is. */
  moved: (at: number | null) => void;
  frame: { onKeyDownCapture: (e: KeyboardEvent) => void; onMouseMoveCapture: (e: MouseEvent) => void; onFocusCapture: (e: { target: EventTarget }) => void; onBlurCapture: () => void; onMouseDownCapture: () => void };
};

/** A range chosen by keys, in buckets: the chart moves its own crosshair, this keeps where a selection began and what Enter means. */
export function useKeys(frame: RefObject<HTMLElement | null>, { firstMs, lastMs, onZoom }: Around): Keys {
  const [at, setAt] = useState<number | null>(null), [anchor, setAnchor] = useState<number | null>(null), [zoomed, setZoomed] = useState<Keys['zoomed']>(null), here = useRef<number | null>(null), keyed = useRef(false);
  const within = (t: number): number => Math.min(lastMs, Math.max(firstMs, t));
  const moved = useCallback((t: number | null): void => { here.current = t; if (keyed.current) setAt(t); }, []);
  // A pointer that rests on the chart would hold the crosshair: it is taken for gone.
  const release = (): boolean => frame.current?.querySelector('.recharts-wrapper:hover')?.dispatchEvent(new globalThis.MouseEvent('mouseout', { bubbles: true, relatedTarget: document.body })) ?? false;
  const leave = (): void => { keyed.current = false; setAt(null); setAnchor(null); setZoomed(null); };

  const onKeyDownCapture = (e: KeyboardEvent): void => {
    if (e.altKey || e.ctrlKey || e.metaKey) return;
    if (e.key === 'ArrowLeft' || e.key === 'ArrowRight') {
      e.preventDefault();
      const held = !keyed.current && release();
      keyed.current = true;
      const from = held || here.current === null ? null : within(here.current);
      if (from !== null && from === (e.key === 'ArrowRight' ? lastMs : firstMs)) e.stopPropagation();
      setAt(from); setZoomed(null); setAnchor(e.shiftKey ? anchor ?? from : null);
    } else if (e.key === 'Enter') {
      e.preventDefault(); e.stopPropagation();
      // A second Enter, or one that is held, must not go deeper by chance.
      if (at === null || zoomed !== null || e.repeat) return;
      const from = within(Math.min(anchor ?? at, at)), to = within(Math.max(anchor ?? at, at));
      setAnchor(null);
      if (from > firstMs || to < lastMs) { setZoomed({ from, to }); onZoom(from, to); }
    } else if (e.key === 'Escape' && anchor !== null) setAnchor(null);
  };
  // Browsers repeat the last move of a resting pointer when something moves below it: that is nobody's hand.
  const onMouseMoveCapture = (e: MouseEvent): void => { if (!keyed.current) return; if (e.movementX === 0 && e.movementY === 0) e.stopPropagation(); else leave(); };
  const onFocusCapture = (e: { target: EventTarget }): void => { if ((e.target as Element).matches(':focus-visible')) { const held = release(); keyed.current = true; setAt(held ? null : here.current); } };
  return { at: at === null ? null : within(at), anchor, zoomed, moved, frame: { onKeyDownCapture, onMouseMoveCapture, onFocusCapture, onBlurCapture: leave, onMouseDownCapture: leave } };
}
