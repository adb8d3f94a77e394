import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { deserialize, serialize } from 'node:v8';
import { threadId } from 'node:worker_threads';
import type { RecordingPart, RecordingPlan, RecordingProblem } from '../../model/recording.ts';
import { findValueProblems } from '../values/find-value-problems.ts';

/** Calls kept per process: the first ones, and a random sample of the rest. */
const MOST_KEPT = 256;
const FIRST_KEPT = 64;
const MOST_BYTES = 32 << 20;
/** Time limit for copying; later calls are only counted. */
const LONGEST_COPYING_MS = 3_000;
/** Up to this size every copy is written immediately, because the process may be killed at any time. */
const CHEAP_BYTES = 1 << 20;
const FLUSH_MS = 200;

type AnyFunction = (this: unknown, ...parameters: unknown[]) => unknown;

/** Copies the arguments of calls at the time of the call, and writes them to disk. */
export class Recorder {
  readonly #plan: RecordingPlan;
  readonly #file: string;
  readonly #kept: Buffer[] = [];
  readonly #problems = new Map<string, RecordingProblem>();
  #calls = 0;
  #tooLarge = 0;
  #bytes = 0;
  #copyingMs = 0;
  /** Number of calls that have not returned. Nested calls are not user inputs. */
  #depth = 0;
  #isCopying = false;
  #flushedAt = -Infinity;
  #flushMs = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(plan: RecordingPlan) {
    this.#plan = plan;
    this.#file = join(plan.folder, `${process.pid}-${threadId}-${process.hrtime.bigint()}`);
    process.on('exit', () => {
      if (this.#calls > 0) this.#flush();
    });
  }

  /** Called at the start of a function that is not async; `leave` follows. */
  enter(given: ArrayLike<unknown>): void {
    if (this.#depth++ === 0) this.record(given);
  }

  leave(): void {
    this.#depth--;
  }

  /** Wraps an arrow function, which has no `arguments`. */
  wrap(target: AnyFunction, isAsync: boolean): AnyFunction {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the wrapper has the `this` of its caller
    const recorder = this;
    const wrapped: AnyFunction = function (...given) {
      if (isAsync) {
        recorder.record(given);
        return target.apply(this, given);
      }
      recorder.enter(given);
      try {
        return target.apply(this, given);
      } finally {
        recorder.leave();
      }
    };
    return Object.defineProperty(wrapped, 'length', { value: target.length, configurable: true });
  }

  record(given: ArrayLike<unknown>): void {
    // A getter may call the function while its arguments are being copied.
    if (this.#isCopying) return;
    this.#calls++;
    const place = this.#placeOf(this.#calls - 1);
    if (place !== null && this.#copyingMs < LONGEST_COPYING_MS) {
      this.#isCopying = true;
      const start = performance.now();
      this.#keep(Array.prototype.slice.call(given, 0, this.#plan.kept ?? undefined) as unknown[], place);
      this.#copyingMs += performance.now() - start;
      this.#isCopying = false;
    }
    this.#flushSometimes(place !== null);
  }

  /** Returns the index at which to keep a call; `null` if it is not in the sample. */
  #placeOf(call: number): number | null {
    if (this.#kept.length < MOST_KEPT) return this.#kept.length;
    const place = Math.floor(Math.random() * (call + 1));
    return place < MOST_KEPT - FIRST_KEPT ? FIRST_KEPT + place : null;
  }

  #keep(parameters: unknown[], place: number): void {
    let copy: Buffer;
    try {
      copy = serialize(parameters);
      // Some objects can be serialized but not deserialized, such as those of native code.
      if (this.#kept.length < 1) deserialize(copy);
    } catch (error) {
      this.#addProblem(parameters, error);
      return;
    }
    const bytes = this.#bytes - (this.#kept[place]?.byteLength ?? 0) + copy.byteLength;
    if (bytes > MOST_BYTES) {
      this.#tooLarge++;
      return;
    }
    this.#bytes = bytes;
    this.#kept[place] = copy;
  }

  #addProblem(parameters: readonly unknown[], error: unknown): void {
    for (const [index, value] of parameters.entries()) {
      const found = findValueProblems(value, 'argument', 0).find(({ problem }) => problem === 'not-cloneable');
      if (found) {
        this.#count(`${this.#plan.parameters[index] ?? `argument ${index + 1}`}${found.path}`, found.what);
        return;
      }
    }
    this.#count('an argument', error instanceof Error ? error.message : String(error));
  }

  #count(path: string, what: string): void {
    const key = `${path}\n${what}`;
    const problem = this.#problems.get(key) ?? { path, what, calls: 0 };
    problem.calls++;
    if (this.#problems.size < 20) this.#problems.set(key, problem);
  }

  #flushSometimes(isKept: boolean): void {
    const isCheap = isKept && this.#kept.length <= FIRST_KEPT && this.#bytes < CHEAP_BYTES;
    if (isCheap || performance.now() - this.#flushedAt > Math.max(FLUSH_MS, 20 * this.#flushMs)) {
      this.#flush();
      return;
    }
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS).unref();
  }

  #flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const start = performance.now();
    const part: RecordingPart = {
      calls: this.#calls,
      kept: this.#kept,
      problems: [...this.#problems.values()],
      tooLarge: this.#tooLarge,
    };
    writeFileSync(`${this.#file}.new`, serialize(part));
    renameSync(`${this.#file}.new`, `${this.#file}.part`);
    this.#flushedAt = performance.now();
    this.#flushMs = this.#flushedAt - start;
  }
}
