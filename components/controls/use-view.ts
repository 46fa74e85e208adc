'use client';
import { useSearchParams } from 'next/navigation';
import { useMemo } from 'react';
import { parseView, type ViewState } from '@/lib/view/state';

/** The view in the address bar, in client components. */
export function useView(): ViewState {
  const params = useSearchParams();
  return useMemo(() => parseView(Object.fromEntries(params ?? [])), [params]);
}
