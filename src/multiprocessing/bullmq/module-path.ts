import { createHash } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeValue } from '../describe-value.ts';
import { FunctionReferenceError } from '../wire/errors.ts';

const scripts = /\.[cm]?[jt]sx?$/;

/**
 * Returns the path of a module relative to the root folder, with slashes, for workers that have the same files in another
 * folder.
 * @param root absolute path
 * @throws {FunctionReferenceError} for modules that are not files below the root
 */
export function moduleBelow(root: string, url: string): string {
  if (!url.startsWith('file:'))
    throw new FunctionReferenceError(
      `Expected a module that is a file below ${root}, found ${describeValue(url)}. Workers of a queue load modules from their own folder.`,
    );
  const file = realpathSync(fileURLToPath(url));
  const path = relative(realpathSync(root), file);
  if (isOutside(path))
    throw new FunctionReferenceError(
      `Expected a module below ${root}, found ${file}. Set the option root to the folder of the project, which each worker has too.`,
    );
  return path.split(sep).join('/');
}

/**
 * Returns the file that a job names. The name comes from Redis, so it must not lead out of the folder, through links
 * either, nor to an installed package.
 * @param root absolute path of the worker's folder
 * @throws {FunctionReferenceError} if it does, or if there is no such script
 */
export function fileOfJob(root: string, module: string): string {
  const named = describeValue(module);
  const parts = module.split('/');
  if (module === '' || module.includes('\\') || module.includes('\0') || isAbsolute(module) || parts.includes('..'))
    throw new FunctionReferenceError(
      `Refused: expected a path below the worker's folder, ${root}, with slashes; found ${named}.`,
    );
  if (parts.includes('node_modules'))
    throw new FunctionReferenceError(
      `Refused: expected a module of the project, found one of an installed package, ${named}.`,
    );
  let file: string;
  try {
    file = realpathSync(join(root, module));
  } catch {
    throw new FunctionReferenceError(
      `Expected ${named} in the worker's folder, ${root}, found no such file. Start the worker in the folder of the project, with the same commit.`,
    );
  }
  const path = relative(realpathSync(root), file);
  if (isOutside(path) || path.split(sep).includes('node_modules'))
    throw new FunctionReferenceError(
      `Refused: expected a module in the worker's folder, ${root}; ${named} leads outside, to ${file}.`,
    );
  if (!scripts.test(file))
    throw new FunctionReferenceError(`Refused: expected a JavaScript or TypeScript module, found ${named}.`);
  return file;
}

/** Returns the SHA-256 of a file's text, which Git may have checked out with other line ends. */
export function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file, 'utf8').replaceAll('\r\n', '\n')).digest('hex');
}

function isOutside(path: string): boolean {
  return path === '' || path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);
}
