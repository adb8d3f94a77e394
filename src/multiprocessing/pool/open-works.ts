import type { Work } from './pool-work.ts';

/** The works of a pool that have not ended. */
export class OpenWorks {
  readonly #works = new Set<Work>();
  #waiters: (() => void)[] = [];

  get isEmpty(): boolean {
    return this.#works.size === 0;
  }

  has(work: Work): boolean {
    return this.#works.has(work);
  }

  add(work: Work): void {
    this.#works.add(work);
  }

  /** Removes a work that has ended. Returns whether it was the last. */
  delete(work: Work): boolean {
    if (!this.#works.delete(work) || this.#works.size > 0) return false;
    for (const resolve of this.#waiters.splice(0)) resolve();
    return true;
  }

  /** All of them, to be ended one by one. */
  list(): Work[] {
    return [...this.#works];
  }

  /** As in CPython, everything that was given to a closed pool runs, whether or not anybody reads the results. */
  readOn(): void {
    for (const work of this.list()) work.readOn?.();
  }

  /** Lazy maps go no further than they have come: what no worker has begun fails with this. */
  dropUnstarted(error: unknown): void {
    for (const work of this.list()) work.dropUnstarted?.(error);
  }

  /** Resolves when all have ended. */
  async ended(): Promise<void> {
    if (!this.isEmpty) await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }
}
