import * as nodeModule from 'node:module';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { findExport } from './find-export.ts';
import { importSpecifiers } from './import-specifiers.ts';
import { inspectFunction, type InspectedFunction } from './inspected-function.ts';
import { locateInCommonJs, locateRequired, mainModule } from './locate-in-commonjs.ts';
import { resolveOrNull } from './peek-module.ts';
import type { LocatedFunction } from '../wire/protocol.ts';
import { readText } from './read-text.ts';

/** A function as it appears in the text of its module. */
interface WrittenFunction {
  /** Starts at 0; the column is that of the parameters. */
  line: number;
  column: number;
  /** The variables at the top level of the module that hold the function. */
  bindings: readonly string[];
}

const exportList = /(?:^|\n)[ \t]*export\s*\{([^{}`'"/*]*)\}[;\s]*(?:\/\/[^\n`*]*\s*)*$/;

/**
 * Finds out synchronously which export a function is, because the caller may block its thread next. Covers functions of
 * CommonJS modules, and functions exported where they are defined, in a module that is on the call stack, in the pool's
 * module, or in one that the pool's module imports.
 * @returns `null` for all others, which take a turn of the event loop to find
 */
export function locateAtOnce(fn: object, module: string): LocatedFunction | null {
  // The module may reassign the export later in this turn, so the worker compares the text.
  const text = Function.prototype.toString.call(fn);
  const found = locateInCommonJs(fn, module) ?? locateWritten(fn, module) ?? locateRequired(fn);
  // Tools that rewrite required code may be absent in the worker.
  if (found === null || (found.proof === 'identity in CommonJS' && !readText(found.module).includes(text))) return null;
  return { ...found, text };
}

/**
 * Locates a function through the debugger, which knows its script, its position, and the top-level variables that hold
 * it.
 */
function locateWritten(fn: object, module: string): LocatedFunction | null {
  return inspectFunction(fn, (inspected) => {
    const examined = inspected.examine();
    const top = examined?.scopes.at(-1);
    if (!examined || top?.kind !== 'Module') return null;
    const written = { ...examined, bindings: inspected.bindingsIn(top.id) };
    const calling = inspected.callers().get(examined.script);
    for (const url of calling === undefined ? pagesOf(module) : [calling]) {
      const name = exportInText(readText(url), written);
      if (name === null || (url === mainModule() && url !== module)) continue;
      if (calling !== undefined || isScript(inspected, examined.script, url, fn, name))
        return { module: url, path: [name], proof: 'identity' };
    }
    return null;
  });
}

/** Returns the pool's module and its imports. */
function pagesOf(module: string): string[] {
  const imported = importSpecifiers(readText(module)).map((specifier) => resolveOrNull(specifier, module));
  return [module, ...imported.filter((url) => url !== null)];
}

/** Returns whether the script is that module. Equal text at an equal position is no proof, since modules are copied. */
function isScript(inspected: InspectedFunction, script: string, url: string, fn: object, name: string): boolean {
  if (!('registerHooks' in nodeModule) || url.includes('?'))
    return inspected.scripts([script]).get(script)?.url === url;
  // In Node versions that can require ES modules, this returns modules that are already loaded; asking the debugger
  // takes longer.
  const require = nodeModule.createRequire(execPath);
  const file = fileURLToPath(url);
  const before = Object.hasOwn(require.cache, file);
  try {
    return findExport(require(file), fn)?.[0] === name;
  } catch {
    // The module is waiting at its top level.
    return false;
  } finally {
    if (!before) Reflect.deleteProperty(require.cache, file);
  }
}

/**
 * Reads from a module's text which export a function is. The text is not parsed, so only unambiguous forms count: an
 * export declaration that ends where the function begins (the word `export` is reserved, and no comment or string opens
 * or closes in between), and a list of exports at the end of the module, as compilers and bundlers write it.
 * @returns `null` if the text has none of these forms
 */
function exportInText(text: string, { line, column, bindings }: WrittenFunction): string | null {
  const before = (text.split('\n', line + 1)[line] ?? '').slice(0, column);
  if (/(?:^|[;}\s])export\s+default\s+(?:async\s+)?(?:function\s*\*?\s*)?$/.test(before)) return 'default';
  for (const binding of bindings) {
    const name = binding.replace(/[$]/g, '\\$&');
    const declared = new RegExp(
      `(?:^|[;}\\s])export\\s+(default\\s+)?(?:(?:async\\s+)?function\\s*\\*?\\s*${name}\\s*(?:<[^\`'"/]*)?` +
        `|const\\s+${name}\\s*(?::[^\`'"/]*)?=\\s*(?:async\\s*)?(?:<[^\`'"/]*)?(?:function\\s*\\*?\\s*[\\w$]*\\s*)?)$`,
    ).exec(before);
    if (declared !== null) return declared[1] === undefined ? binding : 'default';
  }
  for (const entry of exportList.exec(text)?.[1]?.split(',') ?? []) {
    const [local, exported] = entry.trim().split(/\s+as\s+/);
    if (local !== undefined && bindings.includes(local)) return exported ?? local;
  }
  return null;
}
