/**
 * A job ended its worker each time it ran, so it will not run again: the process exited, was killed or ran out of memory,
 * or the whole machine was lost. `cause` is the error of the last run, if its worker could still report it.
 */
export class PoisonedJobError extends Error {
  override readonly name = 'PoisonedJobError';
  readonly code = 'ERR_POISONED_JOB';
}

/** A package that BullMQ executors and workers need is missing or too old. */
export class MissingPackageError extends Error {
  override readonly name = 'MissingPackageError';
  readonly code = 'ERR_MISSING_PACKAGE';
}
