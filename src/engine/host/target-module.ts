// The module that pools, strategy hosts and workers import. It exports the function from the user's file.
import { appendFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { toErrorData } from '../values/error-data.ts';
import { scopeKey, targetVariable, type ModuleScope } from '../loading/module-map.ts';
import { range } from './range.ts';
import { rejectionsVariable } from './rejection-log.ts';

/** The function to measure, with unknown parameters and result. */
export type TargetFunction = (...parameters: unknown[]) => unknown;

/** The user's module, loaded in this thread. */
export interface LoadedTarget {
  target: TargetFunction;
  /** Evaluates the inputs expression in the module's scope. Each call creates new items. */
  inputs: () => Promise<unknown>;
}

let loading: Promise<LoadedTarget> | undefined;

/**
 * Loads the user's file, once per thread.
 * @throws what the file throws while loading; TypeError if the target is not a function
 */
export function loadTarget(): Promise<LoadedTarget> {
  loading ??= load();
  return loading;
}

async function load(): Promise<LoadedTarget> {
  noteRejections();
  const url = process.env[targetVariable];
  if (url === undefined) {
    throw new Error(`${targetVariable} is not set: expected the file: URL of the module to load.`);
  }
  const namespace = (await import(url)) as Record<string, unknown>;
  const scope = (globalThis as Record<symbol, unknown>)[Symbol.for(scopeKey)] as ModuleScope | undefined;
  if (!scope) {
    throw new Error(`${url} was loaded without the module hooks: expected them in --import, with their map.`);
  }
  const file = fileURLToPath(url);
  const { inputs } = scope;
  return {
    target: asFunction(
      scope.target ? scope.target() : exportAt(namespace, scope.exportPath),
      scope.target !== null,
      file,
    ),
    inputs: async () => {
      if (!inputs) throw new Error(`No inputs expression was given for ${file}; its inputs come from a file.`);
      return await inputs(range);
    },
  };
}

/** Logs unhandled rejections, in workers only. A monitor does not change how they end the process. */
function noteRejections(): void {
  const file = process.env[rejectionsVariable];
  if (file === undefined) return;
  // The value differs in every run, so the function must not see it.
  Reflect.deleteProperty(process.env, rejectionsVariable);
  process.on('uncaughtExceptionMonitor', (error: unknown, origin) => {
    if (origin === 'unhandledRejection') appendFileSync(file, `${JSON.stringify(toErrorData(error))}\n`);
  });
}

/**
 * Returns the default export of a CommonJS module: `module.exports`, or its `default` if it was compiled from an ES
 * module.
 */
function defaultExportOf({ default: value }: Record<string, unknown>): unknown {
  const nested = typeof value === 'object' && value !== null && '__esModule' in value;
  return nested ? (value as { default?: unknown }).default : value;
}

/** Returns the member of the exports at a path, bound to the object that has it. */
function exportAt(namespace: Record<string, unknown>, [name = 'default', ...path]: readonly string[]): unknown {
  const whole = namespace['default'];
  let value = name === 'default' ? defaultExportOf(namespace) : (namespace[name] ?? memberOf(whole, name));
  let owner: unknown;
  for (const key of path) {
    owner = value;
    value = memberOf(value, key);
  }
  return typeof value === 'function' && owner !== undefined ? (value.bind(owner) as TargetFunction) : value;
}

function memberOf(value: unknown, key: string): unknown {
  return value === null || value === undefined ? undefined : (value as Record<string, unknown>)[key];
}

function asFunction(value: unknown, named: boolean, file: string): TargetFunction {
  if (typeof value === 'function') return value as TargetFunction;
  const found = value === null ? 'null' : typeof value === 'object' ? 'an object' : typeof value;
  const place = named ? 'at the selected place' : 'as the default export';
  throw new TypeError(`Expected a function ${place} of ${file}, found ${found}. Select a function by its name.`);
}

/** Pools call an export by its name. */
export const { target } = await loadTarget();
