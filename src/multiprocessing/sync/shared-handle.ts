import type { CellTransport, TransportKind } from './cell.ts';
import { perThread } from '../per-thread.ts';

/** The method that prepares a shared object for sending; known to every copy of the library. */
export const toTransport = Symbol.for('parallel-profiler.to-transport');
/** The method that revokes a transport that will not be received. */
export const abandonTransport = Symbol.for('parallel-profiler.abandon-transport');

/** The data from which another worker creates a shared object. */
export interface SharedTransport {
  /** Name of the class. */
  name: string;
  cells: Record<string, CellTransport>;
  parts: Record<string, SharedTransport>;
  data: Record<string, unknown>;
}

// A DataCloneError shows this text; without it, cloning would produce an empty object.
const onlyAsArgument = () => 'a shared object (Lock, Queue, ...) can be sent only in the arguments of a worker';

/** Base of all objects that several workers use together. */
export abstract class SharedHandle {
  /** Makes structured clone fail with an explanation where the object cannot be sent. */
  protected readonly onlyAsArgument: () => string = onlyAsArgument;

  constructor() {
    const handles = handlesOfThread();
    handles.exist = true;
    handles.all.add(this);
  }

  abstract [toTransport](destination: TransportKind): SharedTransport;

  /** Implemented by objects that track their holders. */
  [abandonTransport]?(transport: SharedTransport): void;
}

/** Returns the shared objects of this thread: until one exists, arguments need not be searched. */
export function handlesOfThread(): { exist: boolean; all: WeakSet<object> } {
  return perThread('handles', () => ({ exist: false, all: new WeakSet() }));
}

/** Creates a shared object from its transport. */
export type Reviver = (transport: SharedTransport) => SharedHandle;

/**
 * Returns where the library loaded by the user's module stores its reviver, whatever file or bundle that copy is in.
 */
export function reviverOfThread(): { revive?: Reviver | PromiseLike<Reviver> } {
  return perThread('reviver', () => ({}));
}

/** The transport of a class by name. */
export function transportOf(
  name: string,
  cells: Record<string, CellTransport>,
  parts: Record<string, SharedTransport> = {},
  data: Record<string, unknown> = {},
): SharedTransport {
  return { name, cells, parts, data };
}
