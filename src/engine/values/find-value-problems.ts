import { types } from 'node:util';
import type { ValueProblem } from '../../model/measurement.ts';
import { withArticle } from '../../model/with-article.ts';

const MOST_OBJECTS = 10_000;
/** Most parts of one value that are searched. */
const MOST_PARTS = 100_000;
const MOST_DEPTH = 20;

/**
 * Finds parts of a value that do not survive the way to a worker and back: functions, symbols, weak collections,
 * promises and everything that `structuredClone` rejects; also class instances, which arrive as plain objects. Reports
 * at most one problem of each kind, the first found.
 */
export function findValueProblems(value: unknown, where: ValueProblem['where'], item: number): ValueProblem[] {
  const problems: ValueProblem[] = [];
  const reported = new Set<string>();
  const seen = new Set<object>();
  const refusing = new Map<object | null, boolean>();
  let parts = 0;
  const isDone = (): boolean => seen.size > MOST_OBJECTS || parts > MOST_PARTS;
  const report = (problem: ValueProblem['problem'], path: string, what: string): void => {
    if (reported.has(problem)) return;
    reported.add(problem);
    problems.push({ problem, where, item, path, what });
  };
  /** Clones one instance of each class: a clone takes everything that the instance refers to. */
  const refuses = (part: object): boolean => {
    const prototype = Object.getPrototypeOf(part) as object | null;
    const known = refusing.get(prototype);
    if (known !== undefined) return known;
    const isRefused = refusesClone(part);
    refusing.set(prototype, isRefused);
    return isRefused;
  };
  const walk = (part: unknown, path: string, depth: number): void => {
    parts++;
    if (typeof part === 'function') report('not-cloneable', path, isClass(part) ? 'a class' : 'a function');
    if (typeof part === 'symbol') report('not-cloneable', path, 'a symbol');
    if (typeof part !== 'object' || part === null || seen.has(part) || depth > MOST_DEPTH || isDone()) return;
    seen.add(part);
    // It looks like its target, which could be cloned.
    if (types.isProxy(part)) {
      report('not-cloneable', path, 'a Proxy');
      return;
    }
    if (ArrayBuffer.isView(part) || part instanceof ArrayBuffer || part instanceof SharedArrayBuffer) return;
    if (Array.isArray(part)) {
      for (let index = 0; index < part.length && !isDone(); index++) walk(part[index], `${path}[${index}]`, depth + 1);
      return;
    }
    if (part instanceof Map) {
      for (const [key, inner] of part) {
        if (isDone()) return;
        walk(inner, `${path}.get(${String(key)})`, depth + 1);
      }
      return;
    }
    if (part instanceof Set) {
      for (const inner of part) {
        if (isDone()) return;
        walk(inner, `${path}.values()`, depth + 1);
      }
      return;
    }
    if (part instanceof Date || part instanceof RegExp || part instanceof Error) return;
    const name = classNameOf(part);
    if (name !== null) {
      if (refuses(part) && !Object.values(part).some((inner) => typeof inner === 'function')) {
        report('not-cloneable', path, withArticle(name));
        return;
      }
      report('loses-prototype', path, name);
    }
    for (const key of Object.keys(part)) {
      if (isDone()) return;
      const descriptor = Object.getOwnPropertyDescriptor(part, key);
      if (descriptor && 'value' in descriptor) walk(descriptor.value, `${path}.${key}`, depth + 1);
    }
  };
  try {
    walk(value, '', 0);
  } catch {
    report('not-cloneable', '', 'a value whose getters or traps throw');
  }
  return problems;
}

/** Returns the class of an object that is not plain; `null` for object literals and prototype-less objects. */
function classNameOf(value: object): string | null {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === null || prototype === Object.prototype) return null;
  // Objects of another realm are plain if their prototype is the root of the chain.
  if (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'hasOwnProperty')) return null;
  const made: unknown = (prototype as { constructor?: unknown }).constructor;
  return typeof made === 'function' && made.name !== '' ? made.name : 'class instance';
}

function isClass(value: object): boolean {
  return Function.prototype.toString.call(value).startsWith('class');
}

function refusesClone(value: object): boolean {
  try {
    structuredClone(value);
    return false;
  } catch (error) {
    // Any error counts as a refusal, including that of a throwing getter.
    return error !== undefined;
  }
}
