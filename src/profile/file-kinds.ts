import { extname, sep } from 'node:path';

/** The kind of file for Node and esbuild, by its extension. */
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

/** Returns the kind of a file by its extension. */
export function fileKind(file: string): FileKind {
  return kinds[extname(file)] ?? 'other';
}

/** Packages in there are left to Node, unless Node cannot read them. */
export function isInstalled(file: string): boolean {
  return file.includes(`${sep}node_modules${sep}`);
}

/** esbuild's names for the syntax of a file. */
export type Syntax = 'ts' | 'tsx' | 'js' | 'jsx';
