/** `parallel-profiler/bullmq`: calls in worker processes on any number of machines, through a BullMQ queue in Redis. */
export { BullMQExecutor, type BullMQExecutorOptions } from './bullmq-executor.ts';
export { MissingPackageError, PoisonedJobError } from './errors.ts';
export type { JobRecord } from './queue-client.ts';
export { BullMQWorker } from './queue-worker.ts';
export type { BullMQWorkerOptions } from './worker-options.ts';
