import { AbortError } from '../wire/errors.ts';

type Cancel = (error: AbortError) => void;

interface Listener {
  calls: Set<Cancel>;
  abort: () => void;
}

const forgetNothing = (): void => undefined;

/**
 * The signals of a pool's calls, with one listener each. Adding a listener scans all existing ones, so one per call
 * would take quadratic time.
 */
export class PoolSignals {
  readonly #listeners = new Map<AbortSignal, Listener>();

  /**
   * Calls `cancel` when the signal is aborted, or immediately if it already is. Each call gets its own error.
   * @returns the function to call when the call has ended
   */
  add(signal: AbortSignal | undefined, cancel: Cancel): () => void {
    if (signal === undefined) return forgetNothing;
    if (signal.aborted) {
      cancel(abortError(signal));
      return forgetNothing;
    }
    const listener = this.#listeners.get(signal) ?? this.#listen(signal);
    listener.calls.add(cancel);
    return () => {
      if (!listener.calls.delete(cancel) || listener.calls.size > 0) return;
      this.#listeners.delete(signal);
      signal.removeEventListener('abort', listener.abort);
    };
  }

  #listen(signal: AbortSignal): Listener {
    const calls = new Set<Cancel>();
    const abort = (): void => {
      this.#listeners.delete(signal);
      for (const cancel of calls) cancel(abortError(signal));
    };
    const listener = { calls, abort };
    this.#listeners.set(signal, listener);
    signal.addEventListener('abort', abort, { once: true });
    return listener;
  }
}

function abortError(signal: AbortSignal): AbortError {
  return new AbortError('The call was cancelled by its signal.', { cause: signal.reason });
}
