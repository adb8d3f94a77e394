import type { TransportKind } from './shared/cell.ts';
import { perThread } from './shared/per-thread.ts';
import type { SharedTransport } from './shared/shared-handle.ts';

/**
 * Shared objects (Lock, Value, Queue, ...) in the arguments of workers: the sender replaces each by its transport, the
 * worker makes the object again. Only this file is needed for that on both sides; the classes themselves are loaded in
 * the worker when the first transport arrives.
 */
export type { TransportKind } from './shared/cell.ts';

const mark = '@parallel-profiler/shared';
const toTransport = Symbol.for('parallel-profiler.to-transport');
/** Arguments are searched in plain arrays and objects down to here, which keeps cycles from mattering. */
const deepest = 4;

type Replace = (value: object) => unknown;

/**
 * The arguments as they can be sent, or the same array when there is no shared object among them. Costs nothing in a
 * thread that never had one.
 */
export function dehydrate<A extends readonly unknown[]>(args: A, destination: TransportKind): A {
  if (!perThread('handles', () => ({ exist: false })).exist) return args;
  return walk(args, 0, (value) => {
    const make = (value as Record<symbol, unknown>)[toTransport];
    return typeof make === 'function' ? (make.call(value, destination) as SharedTransport) : undefined;
  }) as A;
}

/** The arguments with the shared objects that were in them; the same array when there were none. */
export async function rehydrate<A extends readonly unknown[]>(args: A): Promise<A> {
  const libraries = new Set<string>();
  walk(args, 0, (value) => {
    if (mark in value) libraries.add((value as SharedTransport).library);
    return undefined;
  });
  if (libraries.size === 0) return args;
  const revivers = new Map<string, (transport: SharedTransport) => unknown>();
  for (const library of libraries) {
    const { reviveShared } = (await import(library)) as { reviveShared?: (transport: SharedTransport) => unknown };
    if (reviveShared === undefined) throw new Error(`${library} cannot make shared objects: it is another version`);
    revivers.set(library, reviveShared);
  }
  return walk(args, 0, (value) =>
    mark in value ? revivers.get((value as SharedTransport).library)?.(value as SharedTransport) : undefined,
  ) as A;
}

/** Replaces what `replace` answers for; copies only what changes. */
function walk(value: unknown, depth: number, replace: Replace): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const replaced = replace(value);
  if (replaced !== undefined) return replaced;
  if (depth >= deepest) return value;
  if (Array.isArray(value)) {
    let copy: unknown[] | undefined;
    for (const [i, element] of value.entries()) {
      const after = walk(element, depth + 1, replace);
      if (after === element) continue;
      copy ??= [...(value as unknown[])];
      copy[i] = after;
    }
    return copy ?? value;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  let copy: Record<string, unknown> | undefined;
  for (const [key, member] of Object.entries(value)) {
    const after = walk(member, depth + 1, replace);
    if (after === member) continue;
    copy ??= { ...(value as Record<string, unknown>) };
    copy[key] = after;
  }
  return copy ?? value;
}
