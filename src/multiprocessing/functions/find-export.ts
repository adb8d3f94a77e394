import { types } from 'node:util';

/** Larger objects are data tables; searching them would take longer than the work. */
const mostMembers = 1000;

/**
 * Finds a function by identity among a module's exports: as an export (or the exports themselves, in CommonJS), or as a
 * member of an exported object, class or function.
 * @returns the keys that lead to it, or `null`
 */
export function findExport(exports: unknown, fn: unknown): string[] | null {
  if (exports === fn) return [];
  if (!canHaveMembers(exports)) return null;
  const members = membersOf(exports);
  for (const [key, value] of members) if (value === fn) return [key];
  for (const [key, value] of members) {
    if (value === exports || !canHaveMembers(value)) continue;
    for (const [inner, member] of membersOf(value)) if (member === fn) return [key, inner];
  }
  return null;
}

/** Returns the value at the keys that `findExport` returned. */
export function followPath(exports: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (canHaveMembers(at) && Object.hasOwn(at, key) ? Reflect.get(at, key) : undefined),
    exports,
  );
}

function canHaveMembers(value: unknown): value is object {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return isObject && !ArrayBuffer.isView(value) && !types.isProxy(value);
}

/**
 * Returns own members. Getters are user code and are not run, except for the exports of compiled modules, which are
 * getters.
 */
function membersOf(value: object): [key: string, value: unknown][] {
  const isModule = types.isModuleNamespaceObject(value) || Object.hasOwn(value, '__esModule');
  const keys = Object.getOwnPropertyNames(value);
  if (keys.length > mostMembers && !isModule) return [];
  const members: [string, unknown][] = [];
  for (const key of keys) {
    try {
      const descriptor = Object.getOwnPropertyDescriptor(value, key);
      if (descriptor === undefined) continue;
      if ('value' in descriptor) members.push([key, descriptor.value]);
      else if (isModule) members.push([key, Reflect.get(value, key)]);
    } catch {
      // The module has not initialized this export yet.
      continue;
    }
  }
  return members;
}
