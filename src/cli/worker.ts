import { pathToFileURL } from 'node:url';
import type { BullMQWorkerOptions, QueueWorker } from '../multiprocessing/bullmq/worker-options.ts';
import type { WorkerCommand } from './commands.ts';
import type { Installation } from './installation.ts';
import { UsageError } from './usage.ts';

interface Library {
  BullMQWorker: new (options: BullMQWorkerOptions) => QueueWorker;
}

/** Exit code after a second signal, as after an interrupt in a shell. */
const INTERRUPTED = 130;

/**
 * Runs a worker of a queue until a signal ends it: the first lets running jobs finish, the second does not.
 * @throws UsageError if a package is missing, or Redis cannot be used
 */
export async function worker(command: WorkerCommand, { bullmq }: Installation): Promise<number> {
  // The measured library is never part of the command itself.
  const { BullMQWorker } = (await import(pathToFileURL(bullmq).href)) as Library;
  const log = (line: string): void => console.error(`worker: ${line}`);
  const { redis, queue, concurrency, lostAfterSeconds } = command;
  let running: QueueWorker;
  try {
    running = new BullMQWorker({
      ...(redis !== null && { redis }),
      ...(queue !== null && { queue }),
      ...(concurrency !== null && { concurrency }),
      ...(lostAfterSeconds !== null && { lostAfter: lostAfterSeconds * 1000 }),
      log,
    });
  } catch (error) {
    if (error instanceof Error && error.name === 'MissingPackageError') throw new UsageError(error.message);
    throw error;
  }
  const ended = new Promise<number>((resolve, reject) => {
    let signals = 0;
    const end = (signal: NodeJS.Signals): void => {
      signals++;
      if (signals > 1) log(`${signal} again: ending without waiting for running jobs, which run again elsewhere`);
      else log(`${signal}: taking no more jobs, and waiting for those that run`);
      running.close({ force: signals > 1 }).then(() => resolve(0), reject);
      if (signals > 1) setTimeout(() => process.exit(INTERRUPTED), 1000);
    };
    process.on('SIGINT', end).on('SIGTERM', end);
    running.ready().catch((error: unknown) => {
      // A worker that was ended while it waited for Redis has not failed.
      if (signals > 0) return;
      void running.close({ force: true });
      reject(new UsageError(error instanceof Error ? error.message : String(error)));
    });
  });
  const code = await ended;
  log('ended');
  return code;
}
