import ts from 'typescript';
import { importName } from '../edits/import-name.ts';
import { isEsModule } from '../edits/source-style.ts';
import type { Fixer } from './fixer.ts';

/** Resolves a worker's file relative to this file, independent of the working directory. */
export const workerPath: Fixer = {
  codes: ['worker-path-from-cwd'],
  fix({ sourceFile, program, node }) {
    if (!ts.isStringLiteralLike(node)) return [];
    const written = node.getText(sourceFile);
    const replaced = { file: sourceFile.fileName, start: node.getStart(sourceFile), end: node.end };
    const title = 'Resolve the path from this file';
    if (isEsModule(sourceFile, program.getCompilerOptions()))
      return [{ title, edits: [{ ...replaced, text: `new URL(${written}, import.meta.url)` }], preferred: true }];
    const { expression, edits } = importName(sourceFile, 'node:path', 'join');
    return [
      { title, edits: [...edits, { ...replaced, text: `${expression}(__dirname, ${written})` }], preferred: true },
    ];
  },
};
