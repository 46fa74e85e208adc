/** The reference page lists every format and layout, with what its lines tell. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DIALECTS } from './layout';
import { FORMATS } from './registry';

const page = readFileSync(new URL('./README.md', import.meta.url), 'utf8');
const rows = new Map(page.split('\n').filter((l) => l.startsWith('| ')).map((l) => l.split('|').map((c) => c.trim()).slice(1, -1)).map((cells) => [cells[1]?.replaceAll('`', ''), cells] as const));

const yes = (it: boolean): string => (it ? 'yes' : '–');

test('every format stands in the table, with its title and what it answers', () => {
  for (const f of FORMATS) {
    const row = rows.get(f.id), a = f.answers;
    expect(row, f.id).toBeDefined();
    expect(row![0], f.id).toBe(f.title);
    if (f.kind !== 'access') continue;
    expect(row!.slice(3, 9), f.id).toEqual([...[a.duration, a.connect, a.firstByte, a.instance].map(yes), a.retries === 'no' ? '–' : a.retries, yes(a.requestId)]);
  }
});
test('every layout that can be pasted stands there with its example', () => { for (const d of DIALECTS) expect(page).toContain(d.example.replaceAll('|', '\\|').replaceAll('\n', ' ')); });
