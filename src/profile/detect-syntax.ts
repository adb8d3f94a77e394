import { extname } from 'node:path';
import { callEsbuild, isBuildFailure } from './esbuild.ts';
import { fileKind, type Syntax } from './file-kinds.ts';

/** Returns the syntax of a file: by its extension and, for JavaScript, by whether it contains JSX. */
export async function detectSyntax(path: string, contents: string): Promise<Syntax> {
  if (extname(path) === '.tsx') return 'tsx';
  if (fileKind(path) === 'typescript') return 'ts';
  if (extname(path) === '.jsx') return 'jsx';
  // JSX in .js files is common in projects with a bundler. Code without a closing tag has no JSX; a tag in a string
  // proves nothing.
  return /<\/|\/>/.test(contents) && !(await parsesWithoutJsx(contents)) ? 'jsx' : 'js';
}

async function parsesWithoutJsx(contents: string): Promise<boolean> {
  try {
    await callEsbuild((api) => api.transform(contents, { loader: 'js', target: 'esnext', logLevel: 'silent' }));
    return true;
  } catch (error) {
    if (isBuildFailure(error)) return false;
    throw error;
  }
}
