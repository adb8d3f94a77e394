/** The shared objects of the library. */
import './revive.ts';

export type { Acquirable } from './acquirable.ts';
export { Barrier, type BarrierOptions } from './barrier.ts';
export { Condition } from './condition.ts';
export {
  BrokenBarrierError,
  ClosedError,
  ConnectionClosedError,
  HolderDiedError,
  KeyNotFoundError,
  NotHeldError,
  OwnerLostError,
  QueueEmptyError,
  QueueFullError,
  ReleasedTooOftenError,
  SharedStateError,
} from './errors.ts';
export type { DictProxy } from './dict-proxy.ts';
export { Event } from './event.ts';
export type { Held } from './held.ts';
export type { ListProxy } from './list-proxy.ts';
export { Lock, RLock } from './lock.ts';
export { Manager } from './manager.ts';
export type { DictKey } from './manager-protocol.ts';
export type { Namespace } from './namespace.ts';
export { Connection, Pipe } from './pipe.ts';
export { JoinableQueue, Queue, type QueueOptions } from './queue.ts';
export { BoundedSemaphore, Semaphore } from './semaphore.ts';
export { RawArray, SharedArray, SharedArray as Array } from './shared-array.ts';
export type { ElementsOptions } from './shared-elements.ts';
export { SimpleQueue } from './simple-queue.ts';
export type { ElementOf, TypeCode } from './type-codes.ts';
export { RawValue, Value } from './value.ts';
