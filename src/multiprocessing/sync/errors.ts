/**
 * Base of the errors that shared objects throw in normal operation: a full queue, a dead holder, a closed connection.
 */
export class SharedStateError extends Error {
  override name = 'SharedStateError';
}

/**
 * The holder of the object died without releasing it, so waiting would never end. The protected state may be
 * inconsistent; repair it, then call `recover()` to make the object usable again.
 */
export class HolderDiedError extends SharedStateError {
  override name = 'HolderDiedError';
}

/** `release()` of a lock that is not locked, or of an RLock or Condition that another thread holds. */
export class NotHeldError extends SharedStateError {
  override name = 'NotHeldError';
}

/** A bounded semaphore was released more often than it was acquired. */
export class ReleasedTooOftenError extends SharedStateError {
  override name = 'ReleasedTooOftenError';
}

/** Python's `queue.Empty`: no item arrived within the time allowed. */
export class QueueEmptyError extends SharedStateError {
  override name = 'QueueEmptyError';
}

/** Python's `queue.Full`: no slot became free within the time allowed. */
export class QueueFullError extends SharedStateError {
  override name = 'QueueFullError';
}

/** The queue or manager was closed. */
export class ClosedError extends SharedStateError {
  override name = 'ClosedError';
}

/** Python's `EOFError` and `BrokenPipeError`: the other end of the connection has no holder left. */
export class ConnectionClosedError extends SharedStateError {
  override name = 'ConnectionClosedError';
}

/** The barrier was aborted or reset, a wait timed out, or a waiting thread died. */
export class BrokenBarrierError extends SharedStateError {
  override name = 'BrokenBarrierError';
}

/** The process that owns the object has ended, and the object is lost. */
export class OwnerLostError extends SharedStateError {
  override name = 'OwnerLostError';
}

/** The manager has no such key. */
export class KeyNotFoundError extends SharedStateError {
  override name = 'KeyNotFoundError';
}

/** An error of a shared object, as sent by the process that owns the object. */
export interface SharedErrorData {
  name: string;
  message: string;
}

const sharedErrorClasses: Record<string, new (message?: string) => Error> = {
  SharedStateError,
  HolderDiedError,
  NotHeldError,
  ReleasedTooOftenError,
  QueueEmptyError,
  QueueFullError,
  ClosedError,
  ConnectionClosedError,
  BrokenBarrierError,
  OwnerLostError,
  KeyNotFoundError,
};

const classes: Record<string, new (message?: string) => Error> = { ...sharedErrorClasses, TypeError, RangeError };

/** Converts the error for sending, without the stack, which shows the server's code. */
export function toSharedErrorData(error: unknown): SharedErrorData {
  if (error instanceof Error) return { name: error.name, message: error.message };
  return { name: 'Error', message: String(error) };
}

/** Creates an error of the same class in the calling process, with the caller's stack. */
export function reviveSharedError(data: SharedErrorData): Error {
  return new (classes[data.name] ?? Error)(data.message);
}
