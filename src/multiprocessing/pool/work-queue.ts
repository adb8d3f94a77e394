import type { Work } from './pool-work.ts';

interface Entry {
  work: Work;
  before: Entry | null;
  after: Entry | null;
}

/**
 * Works that have something to take, each once, in the order in which workers serve them. All operations take constant
 * time.
 */
export class WorkQueue {
  readonly #entries = new Map<Work, Entry>();
  #first: Entry | null = null;
  #last: Entry | null = null;

  get size(): number {
    return this.#entries.size;
  }

  get first(): Work | undefined {
    return this.#first?.work;
  }

  get last(): Work | undefined {
    return this.#last?.work;
  }

  /** Adds a work at the end, unless it is already queued. */
  push(work: Work): void {
    if (this.#entries.has(work)) return;
    const entry: Entry = { work, before: this.#last, after: null };
    if (this.#last === null) this.#first = entry;
    else this.#last.after = entry;
    this.#last = entry;
    this.#entries.set(work, entry);
  }

  /** Adds a work in front of the others, unless it is already queued. */
  unshift(work: Work): void {
    if (this.#entries.has(work)) return;
    const entry: Entry = { work, before: null, after: this.#first };
    if (this.#first === null) this.#last = entry;
    else this.#first.before = entry;
    this.#first = entry;
    this.#entries.set(work, entry);
  }

  delete(work: Work): void {
    const entry = this.#entries.get(work);
    if (entry === undefined) return;
    this.#entries.delete(work);
    if (entry.before === null) this.#first = entry.after;
    else entry.before.after = entry.after;
    if (entry.after === null) this.#last = entry.before;
    else entry.after.before = entry.before;
  }

  clear(): void {
    this.#entries.clear();
    this.#first = null;
    this.#last = null;
  }
}
