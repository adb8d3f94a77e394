import { barrierOperations } from './barrier-operations.ts';
import { callOperations } from './call-operations.ts';
import { channelOperations } from './channel-operations.ts';
import { conditionOperations } from './condition-operations.ts';
import { eventOperations } from './event-operations.ts';
import { lockOperations } from './lock-operations.ts';
import { memoryOperations } from './memory-operations.ts';
import { queueOperations } from './queue-operations.ts';
import { semaphoreOperations } from './semaphore-operations.ts';
import type { Blocked, Turn } from './turn.ts';

/**
 * Operations on the state of each kind of cell, performed by the thread itself or by the server for another process.
 */
const operations = {
  lock: lockOperations,
  semaphore: semaphoreOperations,
  event: eventOperations,
  barrier: barrierOperations,
  condition: conditionOperations,
  memory: memoryOperations,
  queue: queueOperations,
  channel: channelOperations,
  call: callOperations,
};

type Operations = typeof operations;
export type CellKind = keyof Operations;
export type OperationName<K extends CellKind> = keyof Operations[K] & string;

/** Parameters of an operation after the turn. */
export type OperationArgs<K extends CellKind, N extends OperationName<K>> = Operations[K][N] extends (
  turn: Turn,
  ...args: infer A
) => unknown
  ? A
  : never;

/** Result of an operation. */
export type OperationResult<K extends CellKind, N extends OperationName<K>> = Operations[K][N] extends (
  ...args: never[]
) => infer R
  ? Exclude<R, Blocked>
  : never;

/** Returns the step of an operation by name. */
export function stepOf(kind: CellKind, name: string, args: readonly unknown[]): (turn: Turn) => unknown {
  const operation = (operations[kind] as Record<string, ((turn: Turn, ...args: unknown[]) => unknown) | undefined>)[
    name
  ];
  if (operation === undefined) throw new TypeError(`a ${kind} has no operation ${name}`);
  return args.length === 0 ? operation : (turn) => operation(turn, ...args);
}
