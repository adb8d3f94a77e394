import { describeValue } from '../describe-value.ts';
import type { CellKind, OperationArgs, OperationName, OperationResult } from './operations.ts';
import { timedOut, type TimedOut } from './turn.ts';

/** Where an argument is going: to a thread of this process, or to another process. */
export type TransportKind = 'threads' | 'processes';

/** A cell on its way to another worker: its memory, or the place of the server that has it. */
export type CellTransport =
  | { kind: CellKind; buffer: SharedArrayBuffer; registry: SharedArrayBuffer }
  | { kind: CellKind; cell: string; server: ServerAddress };

/** How to reach the server of the process that owns a cell, and the proof of being allowed to. */
export interface ServerAddress {
  address: string;
  token: string;
  /** The thread that owns the cells, with the operating system's number of it (0: unknown). */
  pid: number;
  osThread: number;
}

/** The state that a shared object consists of, wherever it lives. */
export interface Cell<K extends CellKind> {
  readonly kind: K;
  /** Waits without end if no timeout is given; with 0 it answers at once. */
  call<N extends OperationName<K>>(
    name: N,
    args: OperationArgs<K, N>,
    timeoutMs?: number,
  ): Promise<OperationResult<K, N> | TimedOut>;
  /** The same with the calling thread asleep until the answer is there. */
  callSync<N extends OperationName<K>>(
    name: N,
    args: OperationArgs<K, N>,
    timeoutMs?: number,
  ): OperationResult<K, N> | TimedOut;
  toTransport(destination: TransportKind): CellTransport;
}

/** The answer of an operation that never waits, or that was given all the time it needs. */
export function settled<R>(answer: R | TimedOut): R {
  if (answer === timedOut) throw new Error('a call without a time limit ran out of time');
  return answer;
}

/** A timeout in milliseconds as given by a caller: none, or a number from 0 on. */
export function checkTimeout(timeoutMs: number | undefined): number | undefined {
  if (timeoutMs === undefined || timeoutMs === Infinity) return undefined;
  if (typeof timeoutMs === 'number' && timeoutMs >= 0) return timeoutMs;
  throw new (typeof timeoutMs === 'number' ? RangeError : TypeError)(
    `Expected a timeout in milliseconds, 0 or more, found ${describeValue(timeoutMs)}. ` +
      `Pass 0 not to wait; leave it out to wait without end.`,
  );
}
