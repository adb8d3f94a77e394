import type { Transferable } from 'node:worker_threads';

// The user's copy of the library and the worker program are separate bundles and must share this.
const key = Symbol.for('parallel-profiler.moved');

function moved(): WeakMap<object, readonly Transferable[]> {
  const existing = Reflect.get(globalThis, key) as WeakMap<object, readonly Transferable[]> | undefined;
  if (existing !== undefined) return existing;
  const created = new WeakMap<object, readonly Transferable[]>();
  Object.defineProperty(globalThis, key, { value: created });
  return created;
}

/**
 * Marks a task's result to be moved to the parent instead of copied: `return move(pixels)`. It is unusable in the worker
 * afterwards. Between processes everything is copied, and the mark does nothing.
 * @param transfer what to move; by default the value itself, or the buffer of a typed array
 */
export function move<T extends object>(value: T, transfer?: readonly Transferable[]): T {
  const list = transfer ?? [ArrayBuffer.isView(value) ? (value.buffer as ArrayBuffer) : (value as Transferable)];
  moved().set(value, list);
  return value;
}

/** Returns the objects that `move` marked in the values. */
export function takeMoved(values: readonly unknown[]): Transferable[] {
  const marked = moved();
  const list: Transferable[] = [];
  for (const value of values) {
    if (typeof value === 'object' && value !== null) list.push(...(marked.get(value) ?? []));
  }
  return list;
}
