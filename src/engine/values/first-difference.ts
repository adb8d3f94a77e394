import { digestValue } from './digest-value.ts';
import { preview } from './preview.ts';

/**
 * The first difference between two values: the path to it (`''` for the whole, `[3].total`), and both sides on one line
 * each.
 */
export interface Difference {
  path: string;
  expected: string;
  found: string;
}

/** Returns the first difference between two values as compared by `digestValue`; `null` if there is none. */
export function firstDifference(expected: unknown, found: unknown): Difference | null {
  return descend(expected, found, '', 0);
}

const DEEPEST = 50;

function descend(expected: unknown, found: unknown, path: string, depth: number): Difference | null {
  if (digestValue(expected) === digestValue(found)) return null;
  const here = { path, expected: preview(expected), found: preview(found) };
  if (
    depth >= DEEPEST ||
    !isContainer(expected) ||
    !isContainer(found) ||
    Array.isArray(expected) !== Array.isArray(found)
  )
    return here;
  const keys = new Set([...Object.keys(expected), ...Object.keys(found)]);
  for (const key of keys) {
    const step = Array.isArray(expected)
      ? `[${key}]`
      : /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key)
        ? `.${key}`
        : `[${JSON.stringify(key)}]`;
    const inside = descend(read(expected, key), read(found, key), path + step, depth + 1);
    if (inside) return inside;
  }
  return here;
}

function isContainer(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    !(value instanceof Date) &&
    !(value instanceof RegExp) &&
    !(value instanceof ArrayBuffer)
  );
}

function read(container: object, key: string): unknown {
  return (container as Record<string, unknown>)[key];
}
