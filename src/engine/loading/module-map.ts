import { pathToFileURL } from 'node:url';

/** The environment variable with the absolute path of the module map. Without it the hooks do nothing. */
export const moduleMapVariable = 'PARALLEL_PROFILER_MODULE_MAP';

/** The environment variable with the `file:` URL of the user's file, for `target-module.ts`. */
export const targetVariable = 'PARALLEL_PROFILER_TARGET';

/** The key on `globalThis` where the statement appended to the user's file stores its {@link ModuleScope}. */
export const scopeKey = 'parallelProfiler.scope';

/** Access to the scope of the user's module. Both members are functions, so that nothing is evaluated early. */
export interface ModuleScope {
  /** `null` if the function is reachable only through the module's exports. */
  target: (() => unknown) | null;
  /** The names that lead from the exports to the function. */
  exportPath: readonly string[];
  /** Receives `range` for modules that declare none; `null` if the inputs come from a JSON file. */
  inputs: ((range: (...given: number[]) => number[]) => Promise<unknown>) | null;
}

/** A user module that was made runnable, as served by the module hooks. */
export interface RunnableModule {
  /** `file:` URL of the user's file in its original location. */
  url: string;
  /** Absolute path of the module map that the hooks read. */
  mapFile: string;
  /** Whether the code could write files, start programs or connect, by its imports. */
  mayHaveEffects: boolean;
  /** Node arguments that the user's package manager needs, before the hooks. */
  nodeArguments?: readonly string[];
}

/** Formats by Node's names: `module` is an ES module. */
export type ModuleFormat = 'module' | 'commonjs';

/** One file that Node cannot run without compilation. */
export interface MappedModule {
  format: ModuleFormat;
  /** Absolute path of the JavaScript to run instead. */
  code: string;
  /** The same code as CommonJS, for `require` of an ES module in Node versions whose hooks do not reach its imports. */
  commonjs?: string;
}

/** The target of a specifier: one path, or one each if `import` and `require` resolve differently. */
export type Resolution = string | { import: string; require: string };

/**
 * The module map: written by the client as JSON, read by the module hooks in every process and thread that runs the
 * user's code.
 */
export interface ModuleMap {
  version: 1;
  /** Keyed by the absolute real path of the user's file. */
  modules: Record<string, MappedModule>;
  /**
   * Keyed by the absolute real path of the importing file, then by specifier as written. Contains only specifiers that
   * Node would resolve differently.
   */
  resolutions: Record<string, Record<string, Resolution>>;
  /** Absolute path of esbuild's program, for files that the map does not contain; `null` if not found. */
  esbuild: string | null;
  /** Absolute path of the folder for files transpiled on demand. */
  cacheFolder: string;
}

/** Returns the additional environment variables and Node arguments of a process that runs the user's code. */
export function runtimeOf(
  module: RunnableModule,
  moduleHooks: string,
): { env: Record<string, string>; execArgv: string[] } {
  return {
    env: { [moduleMapVariable]: module.mapFile, [targetVariable]: module.url },
    execArgv: [...(module.nodeArguments ?? []), '--import', pathToFileURL(moduleHooks).href],
  };
}
