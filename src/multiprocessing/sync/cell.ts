import { describeValue } from '../describe-value.ts';
import type { CellKind, OperationArgs, OperationName, OperationResult } from './operations.ts';
import { timedOut, type TimedOut } from './turn.ts';

/** Destination of an argument: a thread of this process, or another process. */
export type TransportKind = 'threads' | 'processes';

/** A cell as sent to another worker: its memory, or the address of its server. */
export type CellTransport =
  | { kind: CellKind; buffer: SharedArrayBuffer; registry: SharedArrayBuffer }
  | { kind: CellKind; cell: string; server: ServerAddress };

/** The address of the server in the process that owns a cell, and the token that gives access. */
export interface ServerAddress {
  address: string;
  token: string;
  /** The thread that owns the cells, with its operating system thread id (0: unknown). */
  pid: number;
  osThread: number;
}

/** The state of a shared object, wherever it is stored. */
export interface Cell<K extends CellKind> {
  readonly kind: K;
  /** Performs an operation. Waits indefinitely without a timeout; with 0 it returns immediately. */
  call<N extends OperationName<K>>(
    name: N,
    args: OperationArgs<K, N>,
    timeoutMs?: number,
  ): Promise<OperationResult<K, N> | TimedOut>;
  /** Like `call`, but blocks the calling thread until the answer arrives. */
  callSync<N extends OperationName<K>>(
    name: N,
    args: OperationArgs<K, N>,
    timeoutMs?: number,
  ): OperationResult<K, N> | TimedOut;
  toTransport(destination: TransportKind): CellTransport;
}

/** Returns the answer of an operation that never waits, or that had no timeout. */
export function settled<R>(answer: R | TimedOut): R {
  if (answer === timedOut) throw new Error('a call without a time limit ran out of time');
  return answer;
}

/** Validates a timeout in milliseconds: undefined, or a number from 0 on. */
export function checkTimeout(timeoutMs: number | undefined): number | undefined {
  if (timeoutMs === undefined || timeoutMs === Infinity) return undefined;
  if (typeof timeoutMs === 'number' && timeoutMs >= 0) return timeoutMs;
  throw new (typeof timeoutMs === 'number' ? RangeError : TypeError)(
    `Expected a timeout in milliseconds, 0 or more, found ${describeValue(timeoutMs)}. ` +
      `Pass 0 not to wait; leave it out to wait without end.`,
  );
}
