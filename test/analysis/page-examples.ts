import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const repository = join(import.meta.dirname, '../..');
const pages = join(repository, 'docs/pitfalls');

/** The page of a finding. */
export function pageOf(code: string): string {
  return readFileSync(join(pages, `${code}.md`), 'utf8');
}

/** The text under a heading of the page. @throws when there is none */
export function sectionOf(code: string, heading: string): string {
  const [, found] = pageOf(code).split(`\n## ${heading}\n`);
  if (found === undefined) throw new Error(`${code}.md has no section "${heading}".`);
  return found.split('\n## ')[0] ?? '';
}

/** Its blocks of code; the name of a file may follow the language, or why it is only a part of one. */
export function blocksOf(markdown: string): { file: string; code: string }[] {
  return [...markdown.matchAll(/^```(\w+) ?(.*)\n([\s\S]*?)^```$/gm)].map(([, language = '', note = '', code = '']) => {
    return { file: note === '' || note.startsWith('fragment:') ? `main.${language}` : note, code };
  });
}

/**
 * Writes the examples of pages into a folder as a project, each to `<code>/<heading>/`.
 * @returns the TypeScript files
 */
export function writeExamples(root: string, codes: readonly string[], headings: readonly string[]): string[] {
  mkdirSync(join(root, 'node_modules'));
  for (const name of ['@types', 'undici-types', 'piscina', 'workerpool', 'parallel-profiler'])
    symlinkSync(join(repository, 'node_modules', name), join(root, 'node_modules', name), 'junction');
  const compilerOptions = {
    target: 'esnext',
    module: 'nodenext',
    moduleDetection: 'force',
    strict: true,
    noUncheckedIndexedAccess: true,
    types: ['node'],
  };
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'pages', type: 'module' }));
  const files: string[] = [];
  for (const code of codes) {
    for (const heading of headings) {
      for (const block of blocksOf(sectionOf(code, heading))) {
        const file = join(root, code, heading, block.file);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, block.code);
        if (file.endsWith('.ts')) files.push(file);
      }
    }
  }
  return files;
}
