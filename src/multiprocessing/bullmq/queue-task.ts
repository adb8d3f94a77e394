/** The module that the processes of a queue's worker load: it runs the items of one job. */
import { hostname } from 'node:os';
import { performance } from 'node:perf_hooks';
import { DefaultSerializer, deserialize, GCProfiler, getHeapStatistics } from 'node:v8';
import { nowMs } from '../clock.ts';
import { resolveFunction } from '../functions/resolve-function.ts';
import { errorToData } from '../wire/error-data.ts';
import { DataCloneError } from '../wire/errors.ts';
import type { FunctionDefinition } from '../wire/protocol.ts';
import { arrives } from '../wire/sealing.ts';
import { describeThrown } from '../user-code.ts';
import { residentBytes } from '../worker/resident-bytes.ts';
import { threadCpuMs } from '../worker/thread-cpu.ts';
import type { AnswerEnd, FromQueueWorker, JobTimes } from './protocol.ts';

/**
 * Runs the items of a job in order, until one throws.
 * @param module `file:` URL, checked by the caller
 * @param items each an array of arguments, serialized, in Base64
 * @param isTimed whether the answer has times
 * @returns the answer, serialized, in Base64; never throws what the module or the function throws
 */
export async function runJob(
  module: string,
  definition: FunctionDefinition,
  items: string,
  isTimed = false,
): Promise<string> {
  const began = performance.now();
  const timer = isTimed ? new JobTimer() : null;
  const values: unknown[] = [];
  let failure: FromQueueWorker['failure'] = null;
  let isLoading = true;
  try {
    const namespace = (await import(module)) as Record<string, unknown>;
    const fn = await resolveFunction(definition, namespace, module);
    timer?.receive();
    const read = unpackItems(items);
    isLoading = false;
    if (timer === null) for (const args of read) values.push(await fn(...args));
    else await timer.run(fn, read, values);
  } catch (error) {
    failure = { index: values.length, error: errorToData(error, arrives), ...(isLoading && { isLoading }) };
  }
  const times = isLoading ? undefined : timer?.end();
  const worker = `${hostname()}/${process.pid}`;
  const answer = { values, failure, ranMs: performance.now() - began, worker, ...(times && { times }) };
  return pack(answer).toString('base64');
}

function unpackItems(items: string): unknown[][] {
  try {
    return deserialize(Buffer.from(items, 'base64')) as unknown[][];
  } catch (error) {
    throw new DataCloneError(
      `The arguments cannot be read in ${process.version}: ${describeThrown(error)} Use the same version of Node.js for the caller and the workers.`,
      { cause: error },
    );
  }
}

/** Serializes an answer; the first result that would not arrive becomes the failure. */
function pack(answer: FromQueueWorker): Buffer {
  try {
    return write(answer);
  } catch (thrown) {
    const index = answer.values.findIndex((value) => !arrives(value));
    const error = new DataCloneError(`The result cannot be sent: ${describeThrown(thrown)}`, { cause: thrown });
    const failure = { index, error: errorToData(error, arrives) };
    return write({ ...answer, values: answer.values.slice(0, index), failure });
  }
}

/** As `v8.serialize`; after an answer with times comes the time at which it was serialized. */
function write(answer: FromQueueWorker): Buffer {
  const text = new DefaultSerializer();
  text.writeHeader();
  text.writeValue(answer);
  if (answer.times) text.writeValue({ postedMs: nowMs() } satisfies AnswerEnd);
  return text.releaseBuffer();
}

/** Measures one job. */
class JobTimer {
  readonly #profiler = new GCProfiler();
  #cpuMs: number | null = null;
  #receivedMs = Number.NaN;
  #startedMs = new Float64Array();
  #endedMs = new Float64Array();

  /** Begins: the module is loaded, which the first job alone waits for. */
  receive(): void {
    this.#receivedMs = nowMs();
    this.#profiler.start();
  }

  async run(fn: (...args: unknown[]) => unknown, items: readonly unknown[][], values: unknown[]): Promise<void> {
    this.#startedMs = new Float64Array(items.length).fill(Number.NaN);
    this.#endedMs = this.#startedMs.slice();
    this.#cpuMs = threadCpuMs('processes');
    for (const [index, args] of items.entries()) {
      this.#startedMs[index] = nowMs();
      try {
        values.push(await fn(...args));
      } finally {
        this.#endedMs[index] = nowMs();
      }
    }
  }

  end(): JobTimes {
    const cpuMs = this.#cpuMs === null ? null : threadCpuMs('processes');
    const { statistics } = this.#profiler.stop();
    return {
      receivedMs: this.#receivedMs,
      startedMs: this.#startedMs,
      endedMs: this.#endedMs,
      // GCProfiler reports microseconds.
      gcMs: statistics.reduce((sum, { cost }) => sum + cost, 0) / 1000,
      onCpuMs: cpuMs === null || this.#cpuMs === null ? null : cpuMs - this.#cpuMs,
      heapUsedBytes: getHeapStatistics().used_heap_size,
      rssBytes: residentBytes(),
    };
  }
}
