import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * A program that lies beside the library: `shared-server.mjs` beside `multiprocessing.mjs` in a build, the TypeScript file
 * in the sources.
 */
export function siblingProgram(name: string): URL {
  const extensions = import.meta.url.endsWith('.ts') ? ['.ts'] : ['.mjs', '.cjs'];
  const urls = extensions.map((extension) => new URL(`./${name}${extension}`, import.meta.url));
  const url = urls.find((candidate) => existsSync(fileURLToPath(candidate)));
  if (url !== undefined) return url;
  throw new Error(
    `expected the program ${name} at ${urls.map((candidate) => fileURLToPath(candidate)).join(' or ')}, and it is not there: a bundle that contains parallel-profiler ` +
      `must leave the package out (mark it as external), because its workers are started from files of their own`,
  );
}

/** The library itself, for programs that are bundles without it. */
export function libraryUrl(): string {
  return import.meta.url.endsWith('.ts')
    ? new URL('./index.ts', import.meta.url).href
    : new URL('./multiprocessing.mjs', import.meta.url).href;
}
