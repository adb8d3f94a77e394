import { extname } from 'node:path';
import { isBuildFailure, loadEsbuild } from './esbuild.ts';
import { fileKind, type Syntax } from './file-kinds.ts';

/** The syntax a file is written in: by its extension, and for JavaScript by whether JSX is in it. */
export async function detectSyntax(path: string, contents: string): Promise<Syntax> {
  if (extname(path) === '.tsx') return 'tsx';
  if (fileKind(path) === 'typescript') return 'ts';
  if (extname(path) === '.jsx') return 'jsx';
  // JSX in .js is common where a bundler is used. Code without a closing tag has none; one in a string means nothing.
  return /<\/|\/>/.test(contents) && !(await parsesWithoutJsx(contents)) ? 'jsx' : 'js';
}

async function parsesWithoutJsx(contents: string): Promise<boolean> {
  const esbuild = await loadEsbuild();
  try {
    await esbuild.transform(contents, { loader: 'js', target: 'esnext', logLevel: 'silent' });
    return true;
  } catch (error) {
    if (isBuildFailure(error)) return false;
    throw error;
  }
}
