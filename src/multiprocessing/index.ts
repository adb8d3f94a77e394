export { AsyncResult } from './pool/async-result.ts';
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
} from './wire/errors.ts';
export { ProcessPoolExecutor, ThreadPoolExecutor, type Executor, type ExecutorOptions } from './pool/executor.ts';
export type { ShutdownOptions } from './pool/shutdown-options.ts';
export type { ExecutorMapOptions } from './pool/executor-map.ts';
export type { AnyFunction } from './functions/function-reference.ts';
export { move } from './wire/move.ts';
export type { ChunkRecord, PoolObserver, WorkerReady } from './pool/observer.ts';
export type { PoolOptions, WorkerPrograms } from './pool/pool-options.ts';
export type { AsyncOptions, CallOptions, ImapOptions, MapOptions } from './pool/call-options.ts';
export { Future } from './pool/future.ts';
export type { ImapIterator } from './pool/imap-iterator.ts';
export { Pool } from './pool/pool.ts';
export type { TransferChoice } from './wire/transfer-list.ts';
export type { Transferable } from 'node:worker_threads';
export { isMain } from './worker-context.ts';
export * from './sync/index.ts';
export { setPrograms } from './sibling-program.ts';
export {
  cpuCount,
  currentProcess,
  parentProcess,
  type CurrentProcess,
  type ParentProcess,
} from './process/process-identity.ts';
export type { ProcessOptions } from './process/process-options.ts';
export { activeChildren, Process } from './process/process.ts';
export {
  ALL_COMPLETED,
  asCompleted,
  FIRST_COMPLETED,
  FIRST_EXCEPTION,
  wait,
  type ReturnWhen,
  type WaitOptions,
} from './pool/wait-futures.ts';
