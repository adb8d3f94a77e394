import { pathToFileURL } from 'node:url';

/** Absolute path of the module map that the hooks read; without it they do nothing. */
export const moduleMapVariable = 'PARALLEL_PROFILER_MODULE_MAP';

/** `file:` URL of the user's file, for `target-module.ts`. */
export const targetVariable = 'PARALLEL_PROFILER_TARGET';

/** Key on `globalThis` under which the statement appended to the user's file leaves its {@link ModuleScope}. */
export const scopeKey = 'parallelProfiler.scope';

/** Access to the scope of the user's module. Both are functions, so that nothing is evaluated early. */
export interface ModuleScope {
  /** `null` when only the module's default export leads to the function. */
  target: (() => unknown) | null;
  /** Given the `range` for a module that has none; `null` when the inputs come from a JSON file. */
  inputs: ((range: (...given: number[]) => number[]) => Promise<unknown>) | null;
}

/** A user module made runnable: what the module hooks serve. */
export interface RunnableModule {
  /** `file:` URL of the user's file, at its own place. */
  url: string;
  /** Absolute path of the module map that the hooks read. */
  mapFile: string;
}

/** As Node names them: `module` is an ES module. */
export type ModuleFormat = 'module' | 'commonjs';

/** One file that Node cannot run without compilation. */
export interface MappedModule {
  format: ModuleFormat;
  /** Absolute path of the JavaScript to run in its place. */
  code: string;
  /** The same as CommonJS, for `require` of an ES module where Node's hooks do not reach what that imports. */
  commonjs?: string;
}

/** Where a specifier leads: one path, or one each where `import` and `require` part ways. */
export type Resolution = string | { import: string; require: string };

/** Written by the client as JSON, read by the module hooks in every process and thread that runs the user's code. */
export interface ModuleMap {
  version: 1;
  /** By absolute real path of the user's file. */
  modules: Record<string, MappedModule>;
  /** By absolute real path of the importing file, then by specifier as written; only what Node would resolve otherwise. */
  resolutions: Record<string, Record<string, Resolution>>;
  /** Absolute path of esbuild's program, for files that the map does not know; `null` when it was not found. */
  esbuild: string | null;
  /** Absolute path of the folder where files that were transpiled on demand are kept. */
  cacheFolder: string;
}

/** Environment variables (in addition to the inherited ones) and Node arguments of a process that runs the user's code. */
export function runtimeOf(
  module: RunnableModule,
  moduleHooks: string,
): { env: Record<string, string>; execArgv: string[] } {
  return {
    env: { [moduleMapVariable]: module.mapFile, [targetVariable]: module.url },
    execArgv: ['--import', pathToFileURL(moduleHooks).href],
  };
}
