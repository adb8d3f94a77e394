import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { describeValue } from './describe-value.ts';
import { perThread } from './per-thread.ts';

/** The programs that the library starts in threads and processes, by their built names, with their sources. */
const sources = {
  'thread-worker': './worker/thread-entry.ts',
  'process-worker': './worker/process-entry.ts',
  'process-child': './process/entry.ts',
  'parent-watch': './process/parent-watch.ts',
  'shared-server': './sync/server-entry.ts',
  'shared-bridge': './sync/bridge-entry.ts',
  'manager-server': './sync/manager-entry.ts',
};
export type ProgramName = keyof typeof sources;

/** A program, and the arguments that select it if one file contains all programs. */
export interface Program {
  url: URL;
  argv: string[];
}

/** Prefix of the argument that selects one of the programs in a bundle of all. */
export const programArgument = '--parallel-profiler-program=';

interface Bundle {
  /** The file with all programs; `null` if each is a file next to the library. */
  programs: URL | null;
  /** Loads the library, in workers whose program has it. */
  library: (() => Promise<unknown>) | null;
}

/**
 * Returns the bundle known to each copy of the library in this thread: the worker program and the user's module may be
 * separate bundles.
 */
export function bundleOfThread(): Bundle {
  return perThread<Bundle>('bundle', () => ({ programs: null, library: null }));
}

/**
 * Sets the location of the bundled `parallel-profiler/programs`, in a program that is bundled with the library. Call it
 * once, at the top of the program: workers and their children inherit it.
 *
 * setPrograms(new URL('./programs.js', import.meta.url));
 *
 * @param location a `file:` URL or an absolute path
 * @throws {TypeError} unless it is one of them; {Error} if there is no such file
 */
export function setPrograms(location: string | URL): void {
  const given: unknown = location;
  const text = given instanceof URL ? given.href : given;
  if (typeof text !== 'string' || !(isAbsolute(text) || text.startsWith('file:'))) {
    throw new TypeError(
      `Expected the programs as a file: URL or an absolute path, found ${describeValue(given)}. ` +
        `Pass new URL('./programs.js', import.meta.url).`,
    );
  }
  const url = isAbsolute(text) ? pathToFileURL(text) : new URL(text);
  if (!existsSync(fileURLToPath(url))) {
    throw new Error(
      `Expected the programs at ${fileURLToPath(url)}, found no such file. ` +
        `Add 'parallel-profiler/programs' to the entry points of the bundle.`,
    );
  }
  bundleOfThread().programs = url;
}

/**
 * Finds a program: in the file of `setPrograms`, or next to the library, as `shared-server.mjs` next to
 * `multiprocessing.mjs` in a build and as the TypeScript file in the sources.
 */
export function siblingProgram(name: ProgramName): Program {
  const { programs } = bundleOfThread();
  if (programs !== null) return { url: programs, argv: [programArgument + name] };
  // A CommonJS bundle has no such URL.
  const here = import.meta.url as string | undefined;
  const files = here?.endsWith('.ts') === true ? [sources[name]] : [`./${name}.mjs`, `./${name}.cjs`];
  const urls = here === undefined ? [] : files.map((file) => new URL(file, here));
  const url = urls.find((candidate) => existsSync(fileURLToPath(candidate)));
  if (url !== undefined) return { url, argv: [] };
  const paths = urls.map((candidate) => fileURLToPath(candidate)).join(' or ') || 'a path next to the library';
  throw new Error(
    `Expected the program ${name} at ${paths}, found no such file. In a bundle, add 'parallel-profiler/programs' to the ` +
      `entry points and call setPrograms() with the path of the output, or leave the package out of the bundle (external).`,
  );
}

/** Starts a program in a thread. */
export function startProgram(name: ProgramName, options: WorkerOptions): Worker {
  const { url, argv } = siblingProgram(name);
  return new Worker(url, { ...options, argv });
}

/** Returns the URL of the library, for programs bundled without it. */
export function libraryUrl(): string {
  const { programs } = bundleOfThread();
  if (programs !== null) return programs.href;
  return import.meta.url.endsWith('.ts')
    ? new URL('./index.ts', import.meta.url).href
    : new URL('./multiprocessing.mjs', import.meta.url).href;
}

/** Loads the library in a worker: from its own bundle, or from the URL. */
export async function loadLibrary(url: string): Promise<unknown> {
  return (await bundleOfThread().library?.()) ?? (import(url) as Promise<unknown>);
}
