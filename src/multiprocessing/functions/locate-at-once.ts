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

/** A function as the text of its module has it. */
interface WrittenFunction {
  /** Counted from 0; the column is that of the parameters. */
  line: number;
  column: number;
  /** The variables at the top of the module that hold the function. */
  bindings: readonly string[];
}

const exportList = /(?:^|\n)[ \t]*export\s*\{([^{}`'"/*]*)\}[;\s]*(?:\/\/[^\n`*]*\s*)*$/;

/**
 * Finds out which export a function is without waiting: the caller may block its thread next. Covers functions of CommonJS
 * modules, and those that are exported where they are written, in a module that is calling, in the pool's module, or in one
 * that the pool's module imports.
 * @returns `null` for all others, which take a turn of the event loop to find
 */
export function locateAtOnce(fn: object, module: string): LocatedFunction | null {
  // The module may give the export to another function later in this turn: the worker compares.
  const text = Function.prototype.toString.call(fn);
  const found = locateInCommonJs(fn, module) ?? locateWritten(fn, module) ?? locateRequired(fn);
  // Tools that rewrite what is required need not be there in the worker.
  if (found === null || (found.proof === 'identity in CommonJS' && !readText(found.module).includes(text))) return null;
  return { ...found, text };
}

/** The debugger knows the script, the place in it, and the variables at its top that hold the very function. */
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

/** The pool's module and what it imports. */
function pagesOf(module: string): string[] {
  const imported = importSpecifiers(readText(module)).map((specifier) => resolveOrNull(specifier, module));
  return [module, ...imported.filter((url) => url !== null)];
}

/** Whether the script is that module. The same text at the same place does not say so: modules are copied. */
function isScript(inspected: InspectedFunction, script: string, url: string, fn: object, name: string): boolean {
  if (!('registerHooks' in nodeModule) || url.includes('?'))
    return inspected.scripts([script]).get(script)?.url === url;
  // Node that can require ES modules gives those that were imported before; to ask the debugger takes longer.
  const require = nodeModule.createRequire(execPath);
  const file = fileURLToPath(url);
  const before = Object.hasOwn(require.cache, file);
  try {
    return findExport(require(file), fn)?.[0] === name;
  } catch {
    // It waits at its top level.
    return false;
  } finally {
    if (!before) Reflect.deleteProperty(require.cache, file);
  }
}

/**
 * Reads from a module's text which export a function is. The text is not parsed, so only what can be nothing else counts:
 * an export declaration that ends where the function begins (the word `export` is reserved, and nothing opens or closes a
 * comment or a text in between), and a list of exports that ends the module, as compilers and bundlers write it.
 * @returns `null` if the text does not say it in one of these forms
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
