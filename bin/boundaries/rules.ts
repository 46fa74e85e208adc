/** Who may import whom. A rule is a name and a function from the files to the imports that break it. */
import type { Import, SourceFile } from './imports';

export type Rule = { name: string; broken: (files: SourceFile[]) => Import[] };

const PURE = /^lib\/(call|failure)\.ts$|^lib\/(formats|ingest|rollup|diagnose|doctor|view)\//;
const SERVER_ONLY = /^(node:|pg$|pg-|@prisma\/|next\/(headers|server|cache)$)|^lib\/(db|access|generated)\//;
const isPackage = (to: string) => !/^(app|bin|components|e2e|lib|prisma|public)\//.test(to);
/** components/panels/<folder>/…; files directly in components/panels (the frame) are everybody's. */
const panelOf = (name: string) => /^components\/panels\/([^/]+)\//.exec(name)?.[1];
const where = (test: (file: SourceFile) => boolean, bad: (found: Import) => boolean) => (files: SourceFile[]) => files.filter(test).flatMap((file) => file.imports.filter(bad));
const product = (file: SourceFile) => !file.test;

export const RULES: Rule[] = [
  {
    name: 'the way from bytes to cells is pure: no Node I/O, no database, no Next, no React',
    broken: where((file) => product(file) && PURE.test(file.name), ({ to }) => (isPackage(to) ? to !== 'zod' : !PURE.test(to))),
  },
  {
    name: 'the waist imports only itself',
    broken: where((file) => /^lib\/(call|failure)\.ts$/.test(file.name), ({ to }) => !/^lib\/(call|failure)\.ts$/.test(to)),
  },
  {
    name: 'rollups know nothing of formats and of reading files',
    broken: where((file) => product(file) && file.name.startsWith('lib/rollup/'), ({ to }) => /^lib\/(formats|ingest|diagnose|doctor|view)\//.test(to)),
  },
  {
    name: 'lib imports neither pages nor components nor the command line',
    broken: where((file) => product(file) && file.name.startsWith('lib/'), ({ to }) => /^(app|components|bin|e2e)\//.test(to) || /^react(-dom)?($|\/)/.test(to)),
  },
  {
    name: 'nothing imports app',
    broken: where((file) => product(file) && !file.name.startsWith('app/'), ({ to }) => to.startsWith('app/')),
  },
  {
    name: 'the program imports neither its tests nor its command line',
    broken: where((file) => product(file) && /^(app|components|lib)\//.test(file.name), ({ to }) => /^(bin|e2e)\//.test(to) || to.endsWith('.test')),
  },
  {
    name: 'a panel imports no other panel',
    broken: where((file) => panelOf(file.name) !== undefined, ({ from, to }) => panelOf(to) !== undefined && panelOf(to) !== panelOf(from)),
  },
  {
    name: 'only components/chart imports recharts, only components/table the table library',
    broken: where(product, ({ from, to }) => (to.startsWith('recharts') && !from.startsWith('components/chart/')) || (/^@tanstack\/react-(table|virtual)/.test(to) && !from.startsWith('components/table/'))),
  },
  {
    name: 'what reaches the browser imports pure lib and types only',
    broken: (files) => {
      const byName = new Map(files.map((file) => [file.name, file]));
      const reached = new Set(files.filter((file) => file.client && product(file)));
      const broken: Import[] = [];
      for (const file of reached) {
        for (const found of file.imports) {
          if (found.typeOnly) continue;
          if (SERVER_ONLY.test(found.to)) broken.push(found);
          // A server action file is called over the network, not bundled; it lives in app and starts with 'use server'.
          else if (byName.has(found.to) && !found.to.startsWith('app/')) reached.add(byName.get(found.to)!);
        }
      }
      return broken;
    },
  },
];
