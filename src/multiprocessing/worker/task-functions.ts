import type { ComingDefinitions } from './coming-definitions.ts';
import { errorToData, type ErrorData } from '../wire/error-data.ts';
import { FunctionReferenceError } from '../wire/errors.ts';
import { publishDefined } from '../published.ts';
import type { FunctionDefinition } from '../wire/protocol.ts';
import { resolveFunction } from '../functions/resolve-function.ts';
import type { Callable } from './run-progress.ts';
import type { WorkerChannel } from './worker-channel.ts';

/** The functions that the pool has defined in a worker, by their numbers. */
export class TaskFunctions {
  readonly #channel: WorkerChannel;
  readonly #coming: ComingDefinitions;
  readonly #namespace: Record<string, unknown>;
  readonly #module: string;
  readonly #functions = new Map<number, Callable | ErrorData>();

  constructor(channel: WorkerChannel, coming: ComingDefinitions, namespace: Record<string, unknown>, module: string) {
    this.#channel = channel;
    this.#coming = coming;
    this.#namespace = namespace;
    this.#module = module;
  }

  /** Resolves a function; runs of one that cannot be found are refused. */
  async define(fn: number, sent: FunctionDefinition | null): Promise<void> {
    try {
      const definition = sent ?? (await this.#coming.next(fn));
      this.#functions.set(fn, await resolveFunction(definition, this.#namespace, this.#module));
      publishDefined(definition, this.#module);
    } catch (error) {
      this.#functions.set(
        fn,
        errorToData(error, (value) => this.#channel.canClone(value)),
      );
    }
  }

  /** Returns the function of a run, which is refused if there is none. */
  find(batch: number, id: number): Callable | null {
    const fn = this.#functions.get(id);
    if (typeof fn === 'function') return fn;
    const error = fn ?? errorToData(new FunctionReferenceError(`Function ${id} was never defined.`), () => false);
    this.#channel.post({ type: 'refused', batch, error });
    return null;
  }
}
