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

/** Returns whether a file is in an installed package, which Node loads itself unless it cannot read the file. */
export function isInstalled(file: string): boolean {
  return file.includes(`${sep}node_modules${sep}`);
}

/** Returns whether only Yarn Plug'n'Play can read a file: in an archive, or through a virtual folder. */
export function isPlugAndPlay(file: string): boolean {
  return /\.zip[\\/]|[\\/](?:__virtual__|\$\$virtual)[\\/]/.test(file);
}

/** esbuild's names for the syntax of a file. */
export type Syntax = 'ts' | 'tsx' | 'js' | 'jsx';
