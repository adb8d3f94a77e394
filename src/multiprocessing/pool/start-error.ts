import { emitWarning } from 'node:process';
import type { WorkerExit } from './describe-end.ts';
import { WorkerStartError } from '../wire/errors.ts';

/** Why a worker could not start. */
export function startError(module: string, stage: 'load' | 'initializer', cause: unknown): Error {
  // The guard's message is for the user, so it is not wrapped.
  if (cause instanceof Error && cause.name === 'NestedPoolError') return cause;
  const what = stage === 'load' ? `The module ${module} could not be loaded` : 'The initializer failed';
  const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return new WorkerStartError(`${what} in a worker: ${why}`, { cause });
}

/** Warns of an error that belongs to no call. */
export function warnOfStrayError(worker: number, { name, message }: Error): void {
  const text = `Worker ${worker} died of an error outside of any task: ${name}: ${message}`;
  emitWarning(text, { type: 'PoolWorkerWarning' });
}

/** A worker that ended without a word before it could take work. */
export function earlyEnd({ exitCode, signal }: Pick<WorkerExit, 'exitCode' | 'signal'>): Error {
  return new Error(`it ended with ${signal ?? `code ${exitCode ?? 'unknown'}`}`);
}
