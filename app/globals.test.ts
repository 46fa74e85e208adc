import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const css = readFileSync(path.join(import.meta.dirname, 'globals.css'), 'utf8');
/** The colours of the first block that starts with `selector`. */
const tokens = (selector: string): Record<string, string> => Object.fromEntries([...css.slice(css.indexOf(selector)).split('}')[0].matchAll(/--([a-z0-9-]+): (#[0-9a-f]{6})/g)].map((m) => [m[1], m[2]]));

const light = (hex: string): number => {
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255).map((x) => (x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a: string, b: string): number => { const [high, low] = [light(a), light(b)].sort((x, y) => y - x); return (high + 0.05) / (low + 0.05); };

describe.each([['light', ':root {'], ['dark', ":root[data-theme='dark'] {"]])('the %s theme (WCAG AA)', (_, selector) => {
  const t = tokens(selector);
  it('has text that can be read on every surface', () => {
    for (const text of ['ink', 'soft', 'faint', 'accent', 'failed', 'timeout', 'client', 'worse', 'better']) for (const on of ['ground', 'panel', 'raised', 'sunken']) expect(contrast(t[text], t[on]), `${text} on ${on}`).toBeGreaterThanOrEqual(4.5);
    for (const kind of ['failed', 'timeout', 'client', 'accent']) expect(contrast(t[kind], t[kind + '-wash']), kind).toBeGreaterThanOrEqual(4.5);
    expect(contrast(t['accent-ink'], t.accent)).toBeGreaterThanOrEqual(4.5);
  });
  it('has lines and areas that can be told from the panel, and outcomes from one another in grey', () => {
    for (const mark of ['well', 'failed', 'timeout', 'q50', 'q95', 'q99', 'phase-connect', 'phase-first', 'phase-body', 'line-strong']) expect(contrast(t[mark], t.panel), mark).toBeGreaterThanOrEqual(3);
    expect(contrast(t.well, t.timeout)).toBeGreaterThanOrEqual(1.5);
    expect(contrast(t.failed, t.timeout)).toBeGreaterThanOrEqual(1.3);
  });
});

it('says the dark theme twice with the same words: by the system and by choice', () => {
  expect(tokens(":root:not([data-theme='light']) {")).toEqual(tokens(":root[data-theme='dark'] {"));
});

it('prints every colour of the dark theme as a light one', () => {
  const print = css.slice(css.indexOf('@media print'));
  for (const name of Object.keys(tokens(":root[data-theme='dark'] {"))) expect(print, name).toContain(`--${name}:`);
});
