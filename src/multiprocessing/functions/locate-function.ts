import { findExport } from './find-export.ts';
import { findOrigin } from './function-origin.ts';
import { importSpecifiers } from './import-specifiers.ts';
import { isRequired, locateInCommonJs, locateRequired, mainModule } from './locate-in-commonjs.ts';
import { peekModule, resolveOrNull } from './peek-module.ts';
import type { LocatedFunction } from '../wire/protocol.ts';
import { readText } from './read-text.ts';

/** How many of a program's modules are followed to find one that a test runner evaluated. */
const mostModules = 200;

/**
 * Finds out which export a function is, by identity: nothing else tells apart two functions of the same name, or of the
 * same text. Looks among the exports of the pool's module, of the modules that it imports, and of the module that the
 * function was written in. Evaluates no module.
 * @param module URL of the pool's module
 * @returns `null` for functions that are not exported
 */
export async function locateFunction(fn: object, module: string): Promise<LocatedFunction | null> {
  const found = await findFunction(fn, module);
  if (found === null || found.proof === 'name in a copy') return found;
  // The module may give the export to another function later: the worker, whose module has run to its end, compares.
  const text = Function.prototype.toString.call(fn);
  for (const page of pagesWith(found.module)) if (isWrittenIn(readText(page), text)) return { ...found, text };
  return found;
}

async function findFunction(fn: unknown, module: string): Promise<LocatedFunction | null> {
  // Modules that are being evaluated get to the end of the present step, where they may export more.
  await Promise.resolve();
  const own = locateInCommonJs(fn, module) ?? (await locateInModule(fn, module, module));
  if (own !== null) return own;
  for (const specifier of importSpecifiers(readText(module))) {
    const imported = await locateInModule(fn, specifier, module);
    if (imported !== null) return imported;
  }
  return locateRequired(fn) ?? locateByOrigin(fn, module);
}

/** The module and its neighbours, which may have made the function for it. */
function* pagesWith(module: string): Generator<string> {
  yield module;
  for (const specifier of importSpecifiers(readText(module)))
    if (/^[.#]/.test(specifier)) yield resolveOrNull(specifier, module) ?? module;
}

/**
 * Whether a function has the text of its file, so that it has the same in a worker: loaders rewrite code, and need not do it
 * there. Type stripping leaves spaces in place of types.
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
    // The main program is no library: a worker of another module must not run it.
    if (url === mainModule() && url !== module) continue;
    const located = await locateInModule(fn, url, module);
    if (located !== null) return located;
  }
  // A test runner compiles and evaluates a copy of the module: what the copy has at the top level under a name is the
  // function that the module has there.
  if (script.isModule || binding === null || isRequired(script.url)) return null;
  if (!(await imports(module, script.url))) return null;
  return { module: script.url, path: [binding], proof: 'name in a copy' };
}

/** Whether workers load a module with that of their pool. They must load no other: it may be a file of tests. */
async function imports(module: string, wanted: string): Promise<boolean> {
  const reached = new Set([module]);
  // A set goes on over what is added to it meanwhile.
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
