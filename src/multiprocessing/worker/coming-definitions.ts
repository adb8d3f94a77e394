import type { FunctionDefinition, ToWorker } from '../wire/protocol.ts';

/** In a worker: definitions that the pool has announced and sends once known. */
export class ComingDefinitions {
  readonly #waiting = new Map<number, (definition: FunctionDefinition) => void>();

  /** Resolves with the definition of a function that is sent next. */
  next(fn: number): Promise<FunctionDefinition> {
    return new Promise((resolve) => this.#waiting.set(fn, resolve));
  }

  /** Returns whether the message was one of them. */
  accept(message: ToWorker): boolean {
    if (message.type !== 'define' || message.definition === null) return false;
    const resolve = this.#waiting.get(message.fn);
    if (resolve === undefined) return false;
    this.#waiting.delete(message.fn);
    resolve(message.definition);
    return true;
  }
}
