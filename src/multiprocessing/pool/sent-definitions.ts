import type { PoolFunction } from './pool-work.ts';
import { type FunctionDefinition, initializerId } from '../wire/protocol.ts';
import type { WorkerLink } from './worker-link.ts';

/** Defines functions in one worker: each once, as soon as its export is known. */
export class SentDefinitions {
  readonly #link: WorkerLink;
  readonly #isAlive: () => boolean;
  readonly #known = new Set<number>();

  constructor(link: WorkerLink, isAlive: () => boolean) {
    this.#link = link;
    this.#isAlive = isAlive;
  }

  /** Sends a definition, or the promise of one, ahead of the first run of the function. */
  send({ id, definition }: PoolFunction): void {
    if (this.#known.has(id)) return;
    this.#known.add(id);
    this.#link.send({ type: 'define', fn: id, definition: definition.settled });
    if (definition.settled === null) void definition.found.then((found) => this.#follow(id, found));
  }

  /** Sends the initializer to a worker that was started without it. */
  sendInitializer(found: Promise<FunctionDefinition>): void {
    void found.then((definition) => this.#follow(initializerId, definition));
  }

  #follow(fn: number, definition: FunctionDefinition): void {
    if (this.#isAlive()) this.#link.send({ type: 'define', fn, definition });
  }
}
