/** How a worker ended. */
export interface WorkerExit {
  exitCode: number | null;
  signal: string | null;
  /** The error that ended it, if known. */
  error: unknown;
  /** Whether it had batches that it did not answer. */
  hadWork: boolean;
  /** Whether the pool itself ended it. */
  killed: boolean;
}

/** Describes how a worker ended; a clause such as "while it had ..." can follow. */
export function describeEnd(worker: number, kind: 'threads' | 'processes', exit: Omit<WorkerExit, 'hadWork'>): string {
  const { exitCode, signal, error, killed } = exit;
  const what = `Worker ${worker} (${kind === 'threads' ? 'thread' : 'process'})`;
  if (killed) return `${what} was killed by its pool`;
  if (error instanceof Error && Reflect.get(error, 'code') === 'ERR_WORKER_OUT_OF_MEMORY')
    return `${what} ran out of memory`;
  // V8 aborts the process when its heap is full; shells report that signal as 134.
  if (signal === 'SIGABRT' || exitCode === 134) return `${what} was aborted, most likely because it ran out of memory,`;
  if (signal === 'SIGKILL') return `${what} was killed by SIGKILL, as the kernel does when memory runs out,`;
  if (signal !== null) return `${what} was killed by ${signal}`;
  if (error instanceof Error) return `${what} died of an uncaught ${error.name} (${error.message})`;
  return `${what} exited with code ${exitCode ?? 'unknown'}`;
}
