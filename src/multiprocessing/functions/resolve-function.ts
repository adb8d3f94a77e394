import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FunctionReferenceError } from '../wire/errors.ts';
import { followPath } from './find-export.ts';
import type { FunctionDefinition, LocatedFunction } from '../wire/protocol.ts';

type Callable = (...args: unknown[]) => unknown;
type Namespace = Record<string, unknown>;

/**
 * Returns in a worker the function that the caller defined. The caller has determined which export it is.
 * @throws {FunctionReferenceError} not found, not exported, or not a function
 */
export async function resolveFunction(
  definition: FunctionDefinition,
  namespace: Namespace,
  module: string,
): Promise<Callable> {
  switch (definition.kind) {
    case 'global':
      return asFunction(followPath(globalThis, definition.path.split('.')), definition.path, 'this worker');
    case 'named': {
      const { name } = definition;
      const value = Object.hasOwn(namespace, name) ? namespace[name] : followPath(namespace['default'], [name]);
      if (value === undefined) throw new FunctionReferenceError(explain(name, true, namespace, module));
      return asFunction(value, name, module);
    }
    case 'exported': {
      const from = definition.module === module ? namespace : ((await import(definition.module)) as Namespace);
      const value = definition.proof === 'name in a copy' ? findByName(definition, from) : follow(definition, from);
      const found = asFunction(value, definition.path.join('.') || definition.name, definition.module);
      if (definition.text !== undefined && Function.prototype.toString.call(found) !== definition.text)
        throw new FunctionReferenceError(explain(definition.name, false, from, definition.module));
      return found;
    }
    case 'nowhere':
      throw new FunctionReferenceError(definition.reason ?? explain(definition.name, false, namespace, module));
  }
}

function asFunction(value: unknown, name: string, module: string): Callable {
  if (typeof value === 'function') return value as Callable;
  throw new FunctionReferenceError(
    value === undefined
      ? `${name} is not there in a worker that has loaded ${module}. Expected the same exports in the main program and in ` +
          `workers: export it wherever the module is loaded, or pass the name of another export.`
      : `Expected a function as the export ${name} of ${module}, found a value of type ${typeof value}.`,
  );
}

/**
 * Follows the path. Loaders differ in how they expose `module.exports`: as the default export, as Node does, or as the
 * namespace.
 */
function follow({ path, proof }: LocatedFunction, namespace: Namespace): unknown {
  const roots = proof === 'identity' ? [namespace] : [namespace['module.exports'], namespace['default'], namespace];
  for (const root of roots) {
    const value = followPath(root, path);
    if (typeof value === 'function') return value;
  }
  return followPath(roots.at(-1), path);
}

/**
 * Returns the export of that name, or the only export whose function has that name; nothing if the module uses the name
 * for another function.
 */
function findByName({ module, path, name }: LocatedFunction & { name: string }, namespace: Namespace): unknown {
  const [binding = ''] = path;
  const values = new Set(Object.values(namespace).filter((value) => typeof value === 'function'));
  const renamed = new RegExp(`\\bas\\s+${escape(binding)}(?![\\w$])`).test(readModule(module) ?? '');
  const exported = Object.hasOwn(namespace, binding) && !renamed ? namespace[binding] : undefined;
  if (typeof exported === 'function' && exported.name === name) return exported;
  const named = [...values].filter((value) => value.name === name);
  return name === binding && named.length === 1 ? named[0] : undefined;
}

function readModule(module: string): string | null {
  try {
    return module.startsWith('file:') ? readFileSync(fileURLToPath(module), 'utf8') : null;
  } catch {
    // A loader may serve modules that are not files.
    return null;
  }
}

function explain(name: string, byName: boolean, namespace: Namespace, module: string): string {
  const exports = Object.keys(namespace).filter((key) => typeof namespace[key] === 'function');
  const list = exports.length === 0 ? 'It exports no function.' : `It exports ${exports.slice(0, 10).join(', ')}.`;
  if (!byName && name in namespace) {
    return (
      `The function ${name} is not the ${name} that ${module} exports, but another function of the same name. ` +
      `Pass the name of an export as a string, create the pool with the module that exports the function, or give it another name ` +
      `and export it.`
    );
  }
  const declaration = new RegExp(`^(?:async\\s+)?(?:function\\*?|const|let|var)\\s+${escape(name)}(?![\\w$])`, 'm');
  if (declaration.test(readModule(module) ?? '')) {
    return `${name} is declared in ${module} but not exported, so a worker cannot find it. Write "export" before it. ${list}`;
  }
  return (
    `${name} is not among the exports of ${module}, nor of the modules that it imports. ${list} ` +
    (byName
      ? `Pass the name of one of them, or export ${name}.`
      : `Closures and methods cannot be sent to a worker: move ${name} to the top level of the module and export it, ` +
        `pass the name of an export as a string, or make the pool with the module that exports it.`)
  );
}

function escape(name: string): string {
  return name.replace(/[$]/g, '\\$&');
}
