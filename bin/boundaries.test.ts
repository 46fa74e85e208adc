import path from 'node:path';
import { expect, test } from 'vitest';
import { importsIn, sourceFiles, type SourceFile } from './boundaries/imports';
import { RULES } from './boundaries/rules';

const files = sourceFiles(path.resolve(import.meta.dirname, '..'));

test.each(RULES)('$name', ({ broken }) => {
  expect(broken(files).map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
});

test('the reader of imports sees every kind', () => {
  const text = `import a from 'a';\nimport type { B } from "b";\nimport {\n  type C,\n  type D,\n} from './c';\nimport { type E, f } from '@/e';\nimport 'g';\nexport { h } from '../h';\nconst i = await import('i');\nexport * from 'j';`;
  expect(importsIn(text)).toEqual([
    { specifier: 'a', typeOnly: false }, { specifier: 'b', typeOnly: true }, { specifier: './c', typeOnly: true }, { specifier: '@/e', typeOnly: false },
    { specifier: 'g', typeOnly: false }, { specifier: '../h', typeOnly: false }, { specifier: 'i', typeOnly: false }, { specifier: 'j', typeOnly: false },
  ]);
});

test('each rule notices what it is for', () => {
  const file = (name: string, to: string, more: Partial<SourceFile> = {}): SourceFile => ({ name, client: false, test: false, imports: [{ from: name, to, typeOnly: false }], ...more });
  const offences: SourceFile[][] = [
    [file('lib/ingest/fold.ts', 'node:fs')],
    [file('lib/call.ts', 'lib/ingest/settings.ts')],
    [file('lib/rollup/cubes.ts', 'lib/formats/registry.ts')],
    [file('lib/db/run.ts', 'components/ui/button.tsx')],
    [file('components/ui/button.tsx', 'app/page.tsx')],
    [file('lib/db/run.ts', 'bin/start.ts')],
    [file('components/panels/a/panel.tsx', 'components/panels/b/chart.tsx')],
    [file('components/panels/a/chart.tsx', 'recharts')],
    [file('components/panels/a/chart.tsx', 'components/ui/x.tsx', { client: true }), file('components/ui/x.tsx', 'lib/db/run.ts')],
  ];
  expect(RULES.map((rule, i) => rule.broken(offences[i]).length)).toEqual(RULES.map(() => 1));
  expect(files.length).toBeGreaterThan(50);
});
