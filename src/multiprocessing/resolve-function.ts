import { readFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';
import { FunctionReferenceError } from './errors.ts';
import type { FunctionDefinition } from './protocol.ts';

type Callable = (...args: unknown[]) => unknown;
type Namespace = Record<string, unknown>;

/**
 * Finds in a worker the function that the caller named: among the module's exports, then among the exports of the modules
 * that it imports.
 * @throws {FunctionReferenceError} not found, not exported, no function, or a closure of the same name as an export
 */
export async function resolveFunction(
  definition: FunctionDefinition,
  namespace: Namespace,
  module: string,
): Promise<Callable> {
  const { name, place, source } = definition;
  if (place === 'global')
    return name.split('.').reduce<unknown>((at, key) => Reflect.get(at as object, key), globalThis) as Callable;
  const exported = findIn(namespace, name, source);
  if (typeof exported === 'function' && (source === null || sameSource(exported, source))) return exported as Callable;
  const text = readModule(module);
  if (exported !== undefined && typeof exported !== 'function') {
    throw new FunctionReferenceError(
      `The export ${name} of ${module} is no function but a value of type ${typeof exported}.`,
    );
  }
  // The caller's copy may have been compiled differently (a test runner does that), so another text alone proves nothing.
  if (exported !== undefined && (source === null || !appearsIn(source, text))) return exported as Callable;
  if (exported === undefined && source !== null) {
    for (const imported of await importsOf(module, text)) {
      const found = findIn(imported, name, source);
      if (typeof found === 'function') return found as Callable;
    }
  }
  throw new FunctionReferenceError(explain(name, source, namespace, module, text));
}

/** The export of that name, or one whose function has that name; the one with the very same source comes first. */
function findIn(namespace: Namespace, name: string, source: string | null): unknown {
  const places = [namespace];
  const fallback = namespace['default'];
  if (typeof fallback === 'object' && fallback !== null) places.push(fallback as Namespace);
  let byName: unknown;
  for (const place of places) {
    for (const [key, value] of Object.entries(place)) {
      if (source === null) {
        if (key === name) return value;
      } else if (typeof value === 'function' && (key === name || value.name === name)) {
        if (sameSource(value, source)) return value;
        byName ??= value;
      }
    }
  }
  return byName;
}

function sameSource(value: unknown, source: string): boolean {
  return typeof value === 'function' && squeeze(Function.prototype.toString.call(value)) === squeeze(source);
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, '');
}

/** Whether a function with that source stands in the module as it is loaded here, so that its text can be compared. */
function appearsIn(source: string, text: string | null): boolean {
  return text !== null && squeeze(text).includes(squeeze(source));
}

/** The module's source, without types where Node can strip them; `null` if it is not in a file. */
function readModule(module: string): string | null {
  if (!module.startsWith('file:')) return null;
  let text: string;
  try {
    text = readFileSync(fileURLToPath(module), 'utf8');
    // eslint-disable-next-line n/no-unsupported-features/node-builtins -- undefined in older versions
    const strip = (nodeModule as { stripTypeScriptTypes?: (code: string) => string }).stripTypeScriptTypes;
    return /\.[cm]?ts$/.test(module) && strip !== undefined ? withoutWarnings(() => strip(text)) : text;
  } catch {
    // A loader may serve modules that are no files, or syntax that cannot be stripped: then names alone decide.
    return null;
  }
}

/** Stripping types warns in some versions that it is experimental; that is no news for the user of a pool. */
function withoutWarnings<T>(action: () => T): T {
  const emitWarning: unknown = Reflect.get(process, 'emitWarning');
  Reflect.set(process, 'emitWarning', () => undefined);
  try {
    return action();
  } finally {
    Reflect.set(process, 'emitWarning', emitWarning);
  }
}

/** The modules that a module imports. All are loaded already, so that asking for them costs little. */
async function importsOf(module: string, text: string | null): Promise<Namespace[]> {
  const specifiers = new Set<string>();
  for (const match of (text ?? '').matchAll(/\b(?:import|export)\s[^'"`;]*?\bfrom\s*(['"])([^'"\n]+)\1/g)) {
    if (match[2] !== undefined) specifiers.add(match[2]);
  }
  const found: Namespace[] = [];
  for (const specifier of specifiers) {
    try {
      found.push((await import(locate(specifier, module))) as Namespace);
    } catch {
      // The text was searched without parsing: what looks like an import may stand in a comment or hold types only.
      continue;
    }
  }
  return found;
}

function locate(specifier: string, module: string): string {
  if (/^\.\.?\//.test(specifier)) return new URL(specifier, module).href;
  if (nodeModule.isBuiltin(specifier)) return specifier;
  return nodeModule.createRequire(module).resolve(specifier);
}

function explain(
  name: string,
  source: string | null,
  namespace: Namespace,
  module: string,
  text: string | null,
): string {
  const exports = Object.keys(namespace).filter((key) => typeof namespace[key] === 'function');
  const list = exports.length === 0 ? 'It exports no function.' : `It exports ${exports.slice(0, 10).join(', ')}.`;
  const escaped = name.replace(/[$]/g, '\\$&');
  if (source !== null && name in namespace) {
    return (
      `The function ${name} is not the ${name} that ${module} exports, but another one of that name, such as one made inside ` +
      `a function. A worker can only find exports: pass the export, or give the other function a name of its own and export it.`
    );
  }
  if (text !== null && new RegExp(`^(?:async\\s+)?(?:function\\*?|const|let|var)\\s+${escaped}\\b`, 'm').test(text)) {
    return `${name} is declared in ${module} but not exported, so a worker cannot find it. Write "export" before it. ${list}`;
  }
  return (
    `${name} is not among the exports of ${module}, nor of the modules that it imports. ${list} ` +
    (source === null
      ? `Pass the name of one of them, or export ${name}.`
      : `Closures and methods cannot be sent to a worker: move ${name} to the top level of the module and export it, ` +
        `or make the pool with the module that exports it.`)
  );
}
