import { extname, sep } from 'node:path';

/** How Node and esbuild have to look at a file, told by its extension. */
export type FileKind = 'typescript' | 'jsx' | 'javascript' | 'other';

const kinds: Record<string, FileKind> = {
  '.ts': 'typescript',
  '.mts': 'typescript',
  '.cts': 'typescript',
  '.tsx': 'typescript',
  '.jsx': 'jsx',
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.cjs': 'javascript',
};

/** What a file's extension says about it. */
export function fileKind(file: string): FileKind {
  return kinds[extname(file)] ?? 'other';
}

/** What is installed there is left to Node, unless Node cannot read it at all. */
export function isInstalled(file: string): boolean {
  return file.includes(`${sep}node_modules${sep}`);
}

/** esbuild's names for the syntax of a file. */
export type Syntax = 'ts' | 'tsx' | 'js' | 'jsx';
