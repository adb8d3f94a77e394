import { findExport } from './find-export.ts';
import { inspectFunction, type InspectedFunction, type Scope, type Script } from './inspected-function.ts';
import { importSpecifiers } from './import-specifiers.ts';
import { isRequired, locateInCommonJs, locateRequired, mainModule } from './locate-in-commonjs.ts';
import { peekModule, resolveOrNull } from './peek-module.ts';
import type { LocatedFunction } from '../wire/protocol.ts';
import { readText } from './read-text.ts';

/** Where the running program got a function from, according to the debugger. */
interface FunctionOrigin {
  script: Script;
  /**
   * The name of the function's variable if the script is wrapped in a function and the variable is at its top level:
   * test runners and CommonJS run modules that way. Otherwise `null`.
   */
  binding: string | null;
  /**
   * Modules of the functions that it captured: a wrapper often comes from a different module than the function it
   * wraps.
   */
  related: string[];
}

/** Maximum number of captured functions to examine: enough for a wrapper, and bounded for a registry. */
const mostRelatedModules = 20;

/** Maximum number of modules to follow when searching for one that a test runner evaluated. */
const mostModules = 200;

/**
 * Finds out which export a function is, by identity, since different functions may have the same name or text. Searches
 * the exports of the pool's module, of the modules that it imports, and of the module that defines the function.
 * Evaluates no module.
 * @param module URL of the pool's module
 * @returns `null` for functions that are not exported
 */
export async function locateFunction(fn: object, module: string): Promise<LocatedFunction | null> {
  const found = await findFunction(fn, module);
  if (found === null || found.proof === 'name in a copy') return found;
  // The module may reassign the export later, so the worker compares the text after its module has been evaluated.
  const text = Function.prototype.toString.call(fn);
  for (const page of pagesWith(found.module)) if (isWrittenIn(readText(page), text)) return { ...found, text };
  return found;
}

async function findFunction(fn: unknown, module: string): Promise<LocatedFunction | null> {
  // Let modules that are being evaluated finish the current step, in which they may export more.
  await Promise.resolve();
  const own = locateInCommonJs(fn, module) ?? (await locateInModule(fn, module, module));
  if (own !== null) return own;
  for (const specifier of importSpecifiers(readText(module))) {
    const imported = await locateInModule(fn, specifier, module);
    if (imported !== null) return imported;
  }
  return locateRequired(fn) ?? locateByOrigin(fn, module);
}

/** Yields the module and its neighbours, which may have created the function for it. */
function* pagesWith(module: string): Generator<string> {
  yield module;
  for (const specifier of importSpecifiers(readText(module)))
    if (/^[.#]/.test(specifier)) yield resolveOrNull(specifier, module) ?? module;
}

/**
 * Returns whether a function's text occurs in its file, so that the worker's function has the same text. Loaders may
 * rewrite code only in this thread. Type stripping leaves spaces in place of types.
 */
function isWrittenIn(source: string, text: string): boolean {
  if (source.includes(text)) return true;
  const escaped = text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll(' ', '[^]');
  return source !== '' && new RegExp(escaped).test(source);
}

async function locateInModule(fn: unknown, specifier: string, parent: string): Promise<LocatedFunction | null> {
  const peeked = await peekModule(specifier, parent);
  const path = peeked === null ? null : findExport(peeked.namespace, fn);
  return peeked === null || path === null ? null : { module: peeked.url, path, proof: 'identity' };
}

async function locateByOrigin(fn: unknown, module: string): Promise<LocatedFunction | null> {
  const origin = findOrigin(fn);
  if (origin === null) return null;
  const { script, binding, related } = origin;
  for (const url of script.isModule ? [script.url, ...related] : related) {
    // The main program is not a library: a worker for another module must not run it.
    if (url === mainModule() && url !== module) continue;
    const located = await locateInModule(fn, url, module);
    if (located !== null) return located;
  }
  // A test runner evaluates a copy of the module. A top-level variable of the copy corresponds to the variable of that
  // name in the module.
  if (script.isModule || binding === null || isRequired(script.url)) return null;
  if (!(await imports(module, script.url))) return null;
  return { module: script.url, path: [binding], proof: 'name in a copy' };
}

/**
 * Returns whether workers load `wanted` along with the pool's module. They must not load any other: it may be a test
 * file.
 */
async function imports(module: string, wanted: string): Promise<boolean> {
  const reached = new Set([module]);
  // Iterating a set includes values added during the iteration.
  for (const url of reached) {
    if (url === wanted) return true;
    if (reached.size > mostModules || url.includes('/node_modules/')) continue;
    for (const specifier of importSpecifiers(readText(url))) {
      const imported = await peekModule(specifier, url);
      if (imported !== null) reached.add(imported.url);
    }
  }
  return false;
}

/** @returns `null` if the inspector does not know */
function findOrigin(fn: unknown): FunctionOrigin | null {
  return inspectFunction(fn, (inspected) => {
    const examined = inspected.examine();
    if (examined === null) return null;
    const { script, scopes } = examined;
    const top = topOfWrapper(inspected, scopes);
    const captured = scopes.slice(0, scopes.at(-1)?.kind === 'Module' ? -1 : scopes.length);
    const related = captured.flatMap(({ id }) => inspected.functionsIn(id)).slice(0, mostRelatedModules);
    const ids = [script, ...related.flatMap(({ id }) => inspected.examine(id)?.script ?? [])];
    const scripts = inspected.scripts(ids);
    const found = scripts.get(script);
    if (found === undefined) return null;
    const relatedUrls = ids.flatMap((id) => scripts.get(id) ?? []).filter(({ isModule }) => isModule);
    return {
      script: found,
      binding: top === null ? null : (inspected.bindingsIn(top.id)[0] ?? null),
      related: [...new Set(relatedUrls.map(({ url }) => url))].filter((url) => url !== found.url),
    };
  });
}

/**
 * Returns the top-level scope of a wrapped script. Vite's runner has a block in its wrapper, whose parameters are
 * outside of it.
 */
function topOfWrapper(inspected: InspectedFunction, scopes: readonly Scope[]): Scope | null {
  const outermost = scopes.at(-1);
  const inside = scopes.at(-2);
  if (outermost === undefined || (outermost.kind !== 'Closure' && outermost.kind !== 'Block')) return null;
  if (outermost.kind === 'Block' || inside?.kind !== 'Block') return outermost;
  return inspected.propertiesOf(outermost.id).every(({ name }) => name.startsWith('__vi')) ? inside : outermost;
}
