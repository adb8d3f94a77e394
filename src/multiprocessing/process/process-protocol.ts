/**
 * The parent speaks first: a `SentProcessStart`, in a thread's `workerData` or as a process's first message. If it has
 * no target, the target's definition is the only other message. The child does not answer: it loads the module and
 * calls the target, and its exit code is the result. The child prints an error itself.
 */
import type { FunctionDefinition } from '../wire/protocol.ts';
import type { SharedArgument } from '../wire/shared-handles.ts';
import type { StartArguments } from '../wire/start-arguments.ts';

/** Start data of a child of Process. */
export interface ProcessStart {
  kind: 'threads' | 'processes';
  /** `file:` URL of the module that has the target. */
  module: string;
  /** `null` if it follows in a message. */
  target: FunctionDefinition | null;
  args: readonly unknown[];
  /** The shared objects that belong into `args`. */
  shared?: readonly SharedArgument[];
  /** `file:` URL of the library, for children whose module does not load it. */
  library: string;
  name: string;
  daemon: boolean;
  parent: { name: string; pid: number; threadId: number };
  /** Pools above the child, and workers that run alongside it, as for a worker of a pool. */
  depth: number;
  siblings: number;
}

/** The start data as sent. */
export type SentProcessStart = Omit<ProcessStart, 'args'> & {
  args: StartArguments;
  /** Whether a daemon itself must watch for the end of its parent. */
  watchesParent?: boolean;
};
