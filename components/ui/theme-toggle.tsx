'use client';
import { useState } from 'react';
import { IconButton } from './button';
import { Icon } from './icon';

const NEXT = { system: 'light', light: 'dark', dark: 'system' } as const;
export type Theme = keyof typeof NEXT;
const NAMES: Record<Theme, string> = { system: 'as the system', light: 'light', dark: 'dark' };

/** System → light → dark. The choice is kept in a cookie for a year; the server writes it into the page and gives it here. */
export function ThemeToggle({ chosen }: { chosen: Theme }) {
  const [theme, setTheme] = useState<Theme>(chosen);
  const turn = (): void => {
    const next = NEXT[theme];
    if (next === 'system') delete document.documentElement.dataset.theme; else document.documentElement.dataset.theme = next;
    document.cookie = next === 'system' ? 'theme=; path=/; max-age=0; samesite=lax' : `theme=${next}; path=/; max-age=31536000; samesite=lax`;
    setTheme(next);
  };
  return <IconButton label={`Theme: ${NAMES[theme]}. Change to: ${NAMES[NEXT[theme]]}`} onClick={turn}><Icon name={theme === 'light' ? 'sun' : theme === 'dark' ? 'moon' : 'screen'} /></IconButton>;
}
