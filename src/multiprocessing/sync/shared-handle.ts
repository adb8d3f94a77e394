import type { CellTransport, TransportKind } from './cell.ts';
import { perThread } from '../per-thread.ts';

/** The method that makes a shared object ready to be sent; known by every copy of the library. */
export const toTransport = Symbol.for('parallel-profiler.to-transport');
/** The method that revokes a transport that will not be received. */
export const abandonTransport = Symbol.for('parallel-profiler.abandon-transport');

/** The data from which another worker makes a shared object. */
export interface SharedTransport {
  /** Name of the class. */
  name: string;
  cells: Record<string, CellTransport>;
  parts: Record<string, SharedTransport>;
  data: Record<string, unknown>;
}

// The text is what a DataCloneError shows, in place of the empty object that cloning would make.
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

  /** For what knows who has it. */
  [abandonTransport]?(transport: SharedTransport): void;
}

/** The shared objects of this thread: while there never was one, arguments need not be searched for any. */
export function handlesOfThread(): { exist: boolean; all: WeakSet<object> } {
  return perThread('handles', () => ({ exist: false, all: new WeakSet() }));
}

/** Makes a shared object from its transport. */
export type Reviver = (transport: SharedTransport) => SharedHandle;

/** Where the library that the user's module loads leaves its reviver, whatever file or bundle that copy is in. */
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
