export { AsyncResult } from './async-result.ts';
export {
  AbortError,
  BrokenExecutorError,
  BrokenProcessPool,
  BrokenThreadPool,
  CancelledError,
  DataCloneError,
  FunctionReferenceError,
  NestedPoolError,
  PoolClosedError,
  RemoteError,
  TimeoutError,
  WorkerLostError,
  WorkerStartError,
  type ItemRange,
} from './errors.ts';
export {
  ProcessPoolExecutor,
  ThreadPoolExecutor,
  type Executor,
  type ExecutorOptions,
  type ShutdownOptions,
} from './executor.ts';
export type { ExecutorMapOptions } from './executor-map.ts';
export type { AnyFunction } from './function-reference.ts';
export { move } from './move.ts';
export type { ChunkRecord, PoolObserver, WorkerReady } from './observer.ts';
export type { PoolOptions, WorkerPrograms } from './pool-options.ts';
export type { AsyncOptions, CallOptions, ImapOptions, MapOptions } from './call-options.ts';
export { Future } from './future.ts';
export type { ImapIterator } from './imap-iterator.ts';
export { Pool } from './pool.ts';
export type { TransferChoice } from './transfer-list.ts';
export type { Transferable } from 'node:worker_threads';
export { isMain } from './worker-place.ts';
export * from './shared/index.ts';
export { setPrograms } from './sibling-program.ts';
export {
  cpuCount,
  currentProcess,
  parentProcess,
  type CurrentProcess,
  type ParentProcess,
} from './process-identity.ts';
export type { ProcessOptions } from './process-options.ts';
export { activeChildren, Process } from './process.ts';
export {
  ALL_COMPLETED,
  asCompleted,
  FIRST_COMPLETED,
  FIRST_EXCEPTION,
  wait,
  type ReturnWhen,
  type WaitOptions,
} from './wait-futures.ts';
