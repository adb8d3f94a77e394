import { setImmediate } from 'node:timers';
import { ElementMemory } from './element-memory.ts';
import { storageOf, type Element, type TypeCode } from './type-codes.ts';

/**
 * How long an element that was read stays valid: another worker may write it without the lock, which sends no message.
 */
const freshMs = 10;
/** Longer arrays are not mirrored: a mirror duplicates the memory and adds eight bytes per element. */
const maxMirrored = 4096;
/** Number of elements fetched together. */
const maxWatched = 64;

/** The elements of one memory of another process that this thread has seen under a leased lock. */
export class Mirror {
  readonly memory: ElementMemory;
  /** The generation in which each element was seen. */
  readonly stamps: Float64Array;
  /** Whether the server has answered for this memory, and therefore knows it. */
  isServed = false;

  constructor(code: TypeCode, length: number) {
    const buffer = new SharedArrayBuffer(storageOf(code).bytes * length);
    this.memory = new ElementMemory(code, buffer, 0, length);
    this.stamps = new Float64Array(length);
  }
}

interface Watched {
  cell: string;
  mirror: Mirror;
  at: number;
}

/** An element that is being read: the request to the server, and the handler of its answer. */
interface Fetch {
  elements: [cell: string, index: number][];
  end(values: unknown): Element;
  fail(error: unknown): never;
}

/**
 * A thread's snapshot of another process's elements, all from one moment. Reading a new element fetches the rest again,
 * so that two elements are never seen in an order in which they were not written.
 */
export class SeenElements {
  readonly #mirrors = new Map<string, Mirror>();
  #watched: Watched[] = [];
  #generation = 1;
  #freshUntilMs = 0;
  #fetching = 0;
  #forgetsSoon = false;

  /** Returns the mirror of that memory, unless it is too long for one. */
  mirror(cell: string, code: TypeCode, length: number): Mirror | undefined {
    if (length > maxMirrored) return undefined;
    let mirror = this.#mirrors.get(cell);
    if (mirror === undefined) {
      mirror = new Mirror(code, length);
      this.#mirrors.set(cell, mirror);
    }
    return mirror;
  }

  recall(mirror: Mirror, at: number): Element | undefined {
    if (mirror.stamps[at] !== this.#generation || performance.now() > this.#freshUntilMs) return undefined;
    return mirror.memory.get(at);
  }

  /** Records that this thread has written an element, which is already in the mirror. */
  noteWritten(mirror: Mirror, at: number): void {
    // The pending answer may be older than the element.
    if (this.#fetching > 0) this.#generation++;
    mirror.stamps[at] = this.#generation;
  }

  /** Forgets all elements. Call it whenever this thread receives information in another way. */
  forget(): void {
    this.#generation++;
  }

  /** Begins to fetch an element, with all others that are watched. */
  fetch(cell: string, mirror: Mirror, at: number): Fetch {
    if (!this.#watched.some((one) => one.mirror === mirror && one.at === at)) {
      if (this.#watched.length >= maxWatched) this.#watched = [];
      this.#watched.push({ cell, mirror, at });
    }
    const watched = [...this.#watched];
    const generation = this.#generation;
    const askedMs = performance.now();
    this.#fetching++;
    return {
      elements: watched.map((one) => [one.cell, one.at]),
      end: (values) => {
        this.#fetching--;
        const elements = values as Element[];
        if (generation === this.#generation) this.#fill(watched, elements, askedMs);
        return elements[watched.findIndex((one) => one.mirror === mirror && one.at === at)] ?? 0;
      },
      fail: (error) => {
        this.#fetching--;
        throw error;
      },
    };
  }

  #fill(watched: readonly Watched[], elements: readonly Element[], askedMs: number): void {
    this.#generation++;
    this.#freshUntilMs = askedMs + freshMs;
    for (const [i, { mirror, at }] of watched.entries()) {
      mirror.memory.set(at, elements[i]);
      mirror.stamps[at] = this.#generation;
      mirror.isServed = true;
    }
    if (this.#forgetsSoon) return;
    this.#forgetsSoon = true;
    // The event loop may deliver other messages.
    setImmediate(() => {
      this.#forgetsSoon = false;
      this.forget();
    });
  }
}
