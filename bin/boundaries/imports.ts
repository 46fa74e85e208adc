/** What the project's files import, read from their text. */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

export type Import = {
  /** The importing file and what it imports, both relative to the project, or the package's name ("node:fs", "recharts"). */
  from: string; to: string;
  /** Erased when the program runs. */
  typeOnly: boolean;
};
export type SourceFile = { name: string; client: boolean; test: boolean; imports: Import[] };

const FOLDERS = ['app', 'bin', 'components', 'e2e', 'lib', 'prisma'];
const STATEMENT = /^\s*(?:import|export)\s+(type\s+)?([^'";]*?)\s*from\s*['"]([^'"]+)['"]|^\s*import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;

/** Every TypeScript file of the project, generated ones left out. */
export function sourceFiles(root: string): SourceFile[] {
  const names: string[] = [];
  const walk = (folder: string) => {
    for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const name = `${folder}/${entry.name}`;
      if (entry.isDirectory()) { if (entry.name !== 'generated') walk(name); }
      else if (/\.tsx?$/.test(entry.name)) names.push(name);
    }
  };
  for (const folder of FOLDERS) if (statSync(path.join(root, folder), { throwIfNoEntry: false })) walk(folder);
  const known = new Set(names);
  return names.sort().map((name) => readSource(root, name, known));
}

function readSource(root: string, name: string, known: Set<string>): SourceFile {
  const text = readFileSync(path.join(root, name), 'utf8');
  return {
    name, client: /^\s*(?:\/\*[\s\S]*?\*\/\s*|\/\/.*\n\s*)*['"]use client['"]/.test(text), test: /\.test\.tsx?$/.test(name) || name.startsWith('e2e/'),
    imports: importsIn(text).map(({ specifier, typeOnly }) => ({ from: name, to: resolve(name, specifier, known), typeOnly })),
  };
}

/** The module names that a source text imports or re-exports from. */
export function importsIn(text: string): { specifier: string; typeOnly: boolean }[] {
  return [...text.matchAll(STATEMENT)].map(([, type, names = '', from, bare, dynamic]) => {
    const list = /^\{([^}]*)\}$/s.exec(names.trim())?.[1].split(',').map((part) => part.trim()).filter(Boolean);
    return { specifier: from ?? bare ?? dynamic, typeOnly: type !== undefined || (list !== undefined && list.length > 0 && list.every((part) => part.startsWith('type '))) };
  });
}

function resolve(from: string, specifier: string, known: Set<string>): string {
  const local = specifier.startsWith('@/') ? specifier.slice(2) : specifier.startsWith('.') ? path.posix.join(path.posix.dirname(from), specifier) : null;
  if (local === null) return specifier;
  return [local, `${local}.ts`, `${local}.tsx`, `${local}/index.ts`].find((candidate) => known.has(candidate)) ?? local;
}
