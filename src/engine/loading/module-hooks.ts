// Preloaded with --import into every process and thread that runs the user's code. Serves the user's files from the
// module map, each under its own URL. Does nothing without a map.
import { Module } from 'node:module';
import type * as WorkerThreads from 'node:worker_threads';
import { loadBuiltin } from './load-builtin.ts';
import { patchCommonjs, patchResolution } from './patch-commonjs.ts';
import { ModuleServer, type ImportKind, type ServedModule } from './serve-modules.ts';
import { moduleMapVariable } from './module-map.ts';

interface ResolveContext {
  parentURL?: string | undefined;
  /** An array, or a set in some Node versions. Always present in versions that call these hooks. */
  conditions: Iterable<string>;
}

interface LoadContext {
  conditions: Iterable<string>;
  importAttributes?: Record<string, string | undefined>;
}

interface Resolved {
  url: string;
  shortCircuit?: boolean;
}

type Loaded = (ServedModule & { shortCircuit: true }) | { format: string };

/** Marks the copy of this file that runs in the thread of asynchronous hooks. */
const hooksThread = '?hooks-thread';

let server: ModuleServer | undefined;

function start(): void {
  if (import.meta.url.endsWith(hooksThread)) return;
  const { getEnvironmentData, setEnvironmentData } = loadBuiltin('node:worker_threads') as typeof WorkerThreads;
  // A worker may have a different environment, but it inherits hooks registered here.
  const mapFile = process.env[moduleMapVariable] ?? getEnvironmentData(moduleMapVariable);
  if (typeof mapFile !== 'string' || mapFile === '') return;
  setEnvironmentData(moduleMapVariable, mapFile);
  process.setSourceMapsEnabled(true);
  // eslint-disable-next-line n/no-unsupported-features/node-builtins -- undefined in older versions
  const { registerHooks } = Module as unknown as { registerHooks?: (hooks: object) => void };
  server = new ModuleServer(mapFile);
  if (registerHooks) {
    registerHooks({ resolve: resolveNow, load: loadNow });
    // Yarn Plug'n'Play replaces `Module._load`, which calls the hooks of resolution.
    if (process.versions['pnp'] !== undefined) patchResolution(server);
  } else {
    // Before 22.15 and 23.5, hooks are asynchronous, run in a separate thread, and do not see `require`.
    patchCommonjs(server);
    Module.register(import.meta.url + hooksThread, { data: mapFile });
  }
}

function resolveNow(
  specifier: string,
  context: ResolveContext,
  next: (specifier: string, context: ResolveContext) => Resolved,
): Resolved {
  const known = before(specifier, context);
  if (known) return known;
  try {
    return after(context, next(specifier, context));
  } catch (error) {
    return instead(error, specifier, context);
  }
}

function loadNow(url: string, context: LoadContext, next: (url: string, context: LoadContext) => Loaded): Loaded {
  const kind = kindOf(context.conditions);
  const served = kind === 'import' ? server?.importUrl(url, context.importAttributes) : server?.requireUrl(url);
  return served ? { ...served, shortCircuit: true } : next(url, context);
}

/** Called by Node in the hooks thread. */
export function initialize(mapFile: string): void {
  server = new ModuleServer(mapFile);
}

/** Called by Node in the hooks thread, for `import` only. */
export async function resolve(
  specifier: string,
  context: ResolveContext,
  next: (specifier: string, context: ResolveContext) => Promise<Resolved>,
): Promise<Resolved> {
  const known = before(specifier, context);
  if (known) return known;
  try {
    return after(context, await next(specifier, context));
  } catch (error) {
    return instead(error, specifier, context);
  }
}

/** Called by Node in the hooks thread, for `import` only. */
export async function load(
  url: string,
  context: LoadContext,
  next: (url: string, context: LoadContext) => Promise<Loaded>,
): Promise<Loaded> {
  const served = server?.importUrl(url, context.importAttributes);
  return served ? { ...served, shortCircuit: true } : await next(url, context);
}

function before(specifier: string, { parentURL, conditions }: ResolveContext): Resolved | undefined {
  const url = server?.resolveUrl(specifier, parentURL, kindOf(conditions));
  return url === undefined ? undefined : { url, shortCircuit: true };
}

function after({ parentURL }: ResolveContext, resolved: Resolved): Resolved {
  if (parentURL === undefined) server?.rememberProgram(resolved.url);
  return resolved;
}

function instead(error: unknown, specifier: string, { parentURL }: ResolveContext): Resolved {
  const codes = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_UNSUPPORTED_DIR_IMPORT'];
  const notFound = error instanceof Error && 'code' in error && codes.includes(String(error.code));
  const url = notFound ? server?.resolveUrlLeniently(specifier, parentURL) : undefined;
  if (url === undefined) throw error;
  if (parentURL === undefined) server?.rememberProgram(url);
  return { url, shortCircuit: true };
}

function kindOf(conditions: Iterable<string>): ImportKind {
  for (const condition of conditions) {
    if (condition === 'import') return 'import';
  }
  return 'require';
}

start();
