import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { disk } from '../files/disk.ts';
import { importName } from '../edits/import-name.ts';
import { isEsModule, quoted, styleOf } from '../edits/source-style.ts';
import type { Fixer } from './fixer.ts';

/**
 * Resolves a worker's file relative to this file, independent of the working directory. The path as written is relative to
 * that directory, usually the folder of package.json; a path that leads to no file from there or from here has no fix.
 */
export const workerPath: Fixer = {
  codes: ['worker-path-from-cwd'],
  fix({ sourceFile, program, node }) {
    if (!ts.isStringLiteralLike(node)) return [];
    const { fileName } = sourceFile;
    const here = dirname(fileName);
    const folder = [packageFolder(here), here].find((each) => each !== null && isModule(join(each, node.text)));
    if (folder === undefined || folder === null) return [];
    const path = relative(here, join(folder, node.text)).replaceAll('\\', '/');
    const written = quoted(path.startsWith('.') ? path : `./${path}`, styleOf(sourceFile));
    const replaced = { file: fileName, start: node.getStart(sourceFile), end: node.end };
    const title = 'Resolve the path from this file';
    if (isEsModule(sourceFile, program.getCompilerOptions()))
      return [{ title, edits: [{ ...replaced, text: `new URL(${written}, import.meta.url)` }], preferred: true }];
    const { expression, edits } = importName(sourceFile, 'node:path', 'join');
    return [
      { title, edits: [...edits, { ...replaced, text: `${expression}(__dirname, ${written})` }], preferred: true },
    ];
  },
};

/** Returns the nearest folder with a package.json. */
function packageFolder(folder: string): string | null {
  if (disk.fileExists(join(folder, 'package.json'))) return folder;
  return dirname(folder) === folder ? null : packageFolder(dirname(folder));
}

/** Returns whether there is a file, or the TypeScript source of one. */
function isModule(path: string): boolean {
  return [path, path.replace(/\.([cm]?)js$/, '.$1ts')].some((each) => disk.fileExists(each));
}
