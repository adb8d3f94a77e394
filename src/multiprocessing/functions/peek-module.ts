import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A module as loaded in this thread. */
export interface PeekedModule {
  url: string;
  namespace: Readonly<Record<string, unknown>>;
}

type Hooks = Parameters<typeof nodeModule.registerHooks>[0];
type GetNamespace = () => PeekedModule['namespace'];

/** Failures are kept too: trying again would read and compile the module for every function that is located. */
const known = new Map<string, Promise<PeekedModule | null>>();
let peeks = 0;
let obstacle: string | null = null;

/** Returns why modules cannot be inspected; `null` if they can. */
export function peekObstacle(): string | null {
  return obstacle;
}

/**
 * Returns the namespace of a module without evaluating it and without waiting for its evaluation. `import()` cannot do
 * that: it would run a module that this thread has not loaded, and never settle if the module waits for its caller
 * (`await pool.map(...)` at the top level).
 *
 * Two modules that import each other make this possible. `view` imports `take`, then the requested module. Linking
 * binds the namespace. Then `take` is evaluated first, gets the namespace through a hoisted function of `view`, and
 * throws, which ends the evaluation before it reaches the module. Reading the exports of a module that was never
 * evaluated throws.
 * @param specifier as `parent` would import it
 * @returns `null` if there is no such module or it does not link
 */
export function peekModule(specifier: string, parent: string): Promise<PeekedModule | null> {
  const request = `${specifier}\n${parent}`;
  const peeked = known.get(request) ?? peek(request, specifier, parent);
  known.set(request, peeked);
  return peeked;
}

async function peek(request: string, specifier: string, parent: string): Promise<PeekedModule | null> {
  const key = Symbol.for(`parallel-profiler peek ${++peeks}`);
  let namespace: PeekedModule['namespace'] | undefined;
  Reflect.set(globalThis, key, (get: GetNamespace) => (namespace = get()));
  const importBoth = 'registerHooks' in nodeModule ? importWithHooks : importFromFiles;
  const url = await importBoth(key, specifier, parent);
  Reflect.deleteProperty(globalThis, key);
  if (namespace !== undefined && url !== null) return { url, namespace };
  // The temporary folder may be available next time.
  if (obstacle !== null) known.delete(request);
  return null;
}

function viewSource(take: string, specifier: string): string {
  return `import ${JSON.stringify(take)};import * as n from ${JSON.stringify(specifier)};export function get(){return n}`;
}

function takeSource(view: string, key: symbol): string {
  return `import{get}from ${JSON.stringify(view)};globalThis[Symbol.for(${JSON.stringify(key.description)})](get);throw 0`;
}

/** Serves the two modules from memory. Resolves the specifier as `parent` would, with Node's own rules and loaders. */
async function importWithHooks(key: symbol, specifier: string, parent: string): Promise<string | null> {
  const view = `data:text/javascript,view//${peeks}`;
  const take = `data:text/javascript,take//${peeks}`;
  const sources = new Map([
    [view, viewSource(take, specifier)],
    [take, takeSource(view, key)],
  ]);
  let url: string | null = null;
  const hooks: Hooks = {
    resolve(asked, context, next) {
      if (sources.has(asked)) return { url: asked, format: 'module', shortCircuit: true };
      if (context.parentURL !== view) return next(asked, context);
      const resolved = next(asked, { ...context, parentURL: parent });
      url = resolved.url;
      return resolved;
    },
    load(asked, context, next) {
      const source = sources.get(asked);
      return source === undefined ? next(asked, context) : { format: 'module', source, shortCircuit: true };
    },
  };
  // eslint-disable-next-line n/no-unsupported-features/node-builtins -- only called where it exists
  const registered = nodeModule.registerHooks(hooks);
  try {
    await importToFail(view);
  } finally {
    registered.deregister();
  }
  return url;
}

/** Serves the two modules from files, for Node versions without synchronous hooks (before 22.15 and 23.5). */
async function importFromFiles(key: symbol, specifier: string, parent: string): Promise<string | null> {
  let folder: string | null = null;
  try {
    const url = resolveOrNull(specifier, parent);
    if (url === null) return null;
    folder = mkdtempSync(join(tmpdir(), 'parallel-profiler-'));
    const view = join(folder, 'view.mjs');
    writeFileSync(view, viewSource('./take.mjs', url));
    writeFileSync(join(folder, 'take.mjs'), takeSource('./view.mjs', key));
    await importToFail(pathToFileURL(view).href);
    return url;
  } catch (error) {
    obstacle = error instanceof Error ? error.message : String(error);
    return null;
  } finally {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  }
}

async function importToFail(view: string): Promise<void> {
  try {
    await import(/* @vite-ignore */ view);
  } catch {
    // `take` always throws; if linking failed, it captured nothing.
    return;
  }
}

/** @returns `null` if CommonJS finds no such module; it does not find packages that are ES modules only */
export function resolveOrNull(specifier: string, parent: string): string | null {
  try {
    return resolveFrom(specifier, parent);
  } catch {
    return null;
  }
}

function resolveFrom(specifier: string, parent: string): string {
  if (/^(\.{0,2}\/|[a-z]+:)/i.test(specifier)) return new URL(specifier, parent).href;
  if (nodeModule.isBuiltin(specifier)) return `node:${specifier}`;
  return pathToFileURL(nodeModule.createRequire(parent).resolve(specifier)).href;
}
