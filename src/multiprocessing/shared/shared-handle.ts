import type { CellTransport, TransportKind } from './cell.ts';
import { perThread } from './per-thread.ts';
import { libraryUrl } from '../sibling-program.ts';

/** The method that makes a shared object ready to be sent; known by every copy of the library. */
export const toTransport = Symbol.for('parallel-profiler.to-transport');

/** A shared object on its way to another worker. */
export interface SharedTransport {
  '@parallel-profiler/shared': string;
  /** Where the worker finds the class: `file:` URL of the library. */
  library: string;
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
    handles().exist = true;
  }

  abstract [toTransport](destination: TransportKind): SharedTransport;
}

/** Whether this thread has ever had a shared object: while it has not, arguments need not be searched for any. */
function handles(): { exist: boolean } {
  return perThread('handles', () => ({ exist: false }));
}

/** The transport of a class by name. */
export function transportOf(
  name: string,
  cells: Record<string, CellTransport>,
  parts: Record<string, SharedTransport> = {},
  data: Record<string, unknown> = {},
): SharedTransport {
  return { '@parallel-profiler/shared': name, library: libraryUrl(), cells, parts, data };
}
