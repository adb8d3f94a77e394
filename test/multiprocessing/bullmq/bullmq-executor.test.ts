import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  asCompleted,
  BrokenExecutorError,
  CancelledError,
  DataCloneError,
  FunctionReferenceError,
  PoolClosedError,
  TimeoutError,
} from '../../../src/multiprocessing/index.ts';
import {
  BullMQExecutor,
  PoisonedJobError,
  type BullMQExecutorOptions,
  type JobRecord,
} from '../../../src/multiprocessing/bullmq/index.ts';
import { connect, loadPackages } from '../../../src/multiprocessing/bullmq/packages.ts';
import { FarmWorker } from './farm-worker.ts';
import { freePort, noRedis, RedisServer } from './redis-server.ts';
import * as tasks from './tasks.ts';

const root = join(import.meta.dirname, '../../..');
const module = new URL('./tasks.ts', import.meta.url);

describe.skipIf(noRedis !== null)(`BullMQExecutor${noRedis === null ? '' : ` (skipped: ${noRedis})`}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'parallel-profiler-farm-'));
  let redis: RedisServer;
  let worker: FarmWorker;
  const newExecutor = (options: BullMQExecutorOptions = {}): BullMQExecutor =>
    // On a busy machine a worker may count as lost, more than once.
    new BullMQExecutor(module, { redis: redis.url, root, runs: 10, ...options });
  const workerArgs = (concurrency: number): string[] => [
    ...['--redis', redis.url, '--concurrency', String(concurrency), '--lost-after', '1'],
  ];

  beforeAll(async () => {
    redis = await RedisServer.start();
    worker = await FarmWorker.start(workerArgs(2));
  });

  afterAll(async () => {
    await worker[Symbol.asyncDispose]();
    await redis[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  it('maps like a serial loop, in order, in jobs of a chunk each', async () => {
    const records: JobRecord[] = [];
    await using executor = newExecutor({ onJob: (record) => records.push(record) });
    const items = Array.from({ length: 50 }, (_, i) => i);
    await expect(collect(executor.map(tasks.square, items, { chunkSize: 8 }))).resolves.toEqual(
      items.map((x) => tasks.square(x)),
    );
    await expect(collect(executor.map(tasks.add, items, [100, 200, 300]))).resolves.toEqual([100, 201, 302]);
    expect(records.map(({ items: count }) => count).toSorted((a, b) => b - a)).toEqual([8, 8, 8, 8, 8, 8, 2, 1, 1, 1]);
    expect(records.every(({ ranMs, turnaroundMs }) => ranMs >= 0 && turnaroundMs >= ranMs)).toBe(true);
    expect((await executor.workers()).map((name) => name.split('/').at(-1))).toEqual(['2']);
  });

  it('clones arguments and results', async () => {
    await using executor = newExecutor();
    const value = { map: new Map([[1, new Date(5)]]), bytes: new Uint8Array([1, 2]), big: 3n, none: undefined };
    await expect(executor.submit(tasks.same, value).result()).resolves.toEqual(value);
    const { message } = (await executor.submit(tasks.same, { deep: () => 1 }).exception()) as Error;
    expect(message).toMatch(/^The arguments of item 0 cannot be sent: .*could not be cloned/);
    await expect(executor.submit(tasks.makeFunction).exception()).resolves.toBeInstanceOf(DataCloneError);
  });

  it('throws errors with class, stack, cause and index, after the results before them', async () => {
    await using executor = newExecutor();
    const given: number[] = [];
    const failing = async (): Promise<void> => {
      for await (const x of executor.map(tasks.failAt, [9, 9, 9, 9, 9], [1, 8, 7, 10, 2], { chunkSize: 3 }))
        given.push(x);
    };
    const error = await failing().then(
      () => null,
      (thrown: unknown) => thrown as RangeError & { itemIndex: number },
    );
    expect(given).toEqual([1, 8, 7]);
    expect(error).toBeInstanceOf(RangeError);
    expect(error?.message).toBe('10 is too large');
    expect(error?.stack).toMatch(/at failAt .*tasks\.ts/);
    expect(error?.cause).toBeInstanceOf(TypeError);
    expect(error?.itemIndex).toBe(3);
  });

  it('finds functions by name, and refuses those that no module exports', async () => {
    await using executor = newExecutor();
    await expect(executor.submit<[number], number>('square', 4).result()).resolves.toBe(16);
    for (const fn of [(x: number) => x, Math.sqrt, 'missing'])
      await expect(executor.submit<[number], number>(fn, 4).exception()).resolves.toBeInstanceOf(
        FunctionReferenceError,
      );
    await using outside = newExecutor({ root: folder });
    const { message } = (await outside.submit(tasks.square, 2).exception()) as Error;
    expect(message).toMatch(/^Expected a module below .*, found .*tasks\.ts\. Set the option root/);
  });

  it('gives futures to asCompleted, and cancels calls that have not begun', async () => {
    await using executor = newExecutor();
    const [notes, gate] = [join(folder, 'cancel'), join(folder, 'cancel-gate')];
    const running = [0, 1].map(() => executor.submit(tasks.waitForFile, notes, gate));
    await vi.waitFor(() => expect(running.map((future) => future.running())).toEqual([true, true]), 50_000);
    // A job counts as running before its function begins.
    await vi.waitFor(() => expect(starts(notes)).toBeGreaterThanOrEqual(2), 50_000);
    const waiting = executor.submit(tasks.square, 3);
    const queued = executor.submit(tasks.square, 4);
    expect([waiting.cancel(), waiting.cancelled(), running[0]?.cancel()]).toEqual([true, true, false]);
    await expect(waiting.result()).rejects.toThrow(CancelledError);
    writeFileSync(gate, '');
    const ended = new Map<unknown, unknown>();
    for await (const future of asCompleted([queued, waiting, ...running]))
      ended.set(future, future.cancelled() ? 'cancelled' : await future.result());
    expect(running.map((future) => ended.get(future))).toEqual([expect.any(Number), expect.any(Number)]);
    expect([ended.get(queued), ended.get(waiting), ended.size]).toEqual([16, 'cancelled', 4]);
  });

  it('ends a map by signal and by timeout', async () => {
    await using executor = newExecutor();
    const [notes, gate] = [join(folder, 'abort'), join(folder, 'abort-gate')];
    const abort = new AbortController();
    const results = executor.map(tasks.waitForFile, [notes, notes, notes], [gate, gate, gate], {
      signal: abort.signal,
    });
    const first = results.next();
    abort.abort(new Error('enough'));
    await expect(first).rejects.toMatchObject({ name: 'AbortError', cause: { message: 'enough' } });
    await expect(results.next()).resolves.toEqual({ value: undefined, done: true });
    const late = executor.map(tasks.waitForFile, [notes], [gate], { timeout: 10 });
    await expect(late.next()).rejects.toThrow(TimeoutError);
    writeFileSync(gate, '');
  });

  it('ends a job that ends its workers with PoisonedJobError', async () => {
    await using executor = newExecutor({ runs: 2 });
    const error = (await executor.submit(tasks.die).exception()) as Error;
    expect(error).toBeInstanceOf(PoisonedJobError);
    expect(error.message).toBe(
      'The job test/multiprocessing/bullmq/tasks.ts#die ended its worker 2 times, so it does not run again. Last: it exited with code 3.',
    );
    await expect(executor.submit(tasks.square, 5).result()).resolves.toBe(25);
  });

  it('refuses jobs that name files outside of the folder, packages, or another version', async () => {
    await using executor = newExecutor();
    await executor.submit(tasks.square, 1).result();
    const packages = loadPackages(root);
    const connections = [0, 1].map(() => connect(packages, redis.url));
    const [connection = null as never, forEvents = null as never] = connections;
    const queue = new packages.bullmq.Queue('parallel-profiler', { connection, streams: { events: { maxLen: 100 } } });
    const events = new packages.bullmq.QueueEvents('parallel-profiler', { connection: forEvents, lastEventId: '0-0' });
    const reasons: string[] = [];
    events.on('failed', ({ jobId, failedReason }: { jobId: string; failedReason: string }) => {
      const [name, index] = jobId.split('-');
      if (name === 'forged') reasons[Number(index)] = failedReason.replaceAll(root, '<root>');
    });
    const kept = { attempts: 1, removeOnComplete: { age: 60 }, removeOnFail: { age: 60 } };
    const job = { version: 1, hash: '', export: { name: 'square' }, items: '', runs: 1 };
    for (const [index, data] of [
      { ...job, module: '../outside.ts' },
      { ...job, module: '/etc/passwd' },
      { ...job, module: 'node_modules/semver/index.js' },
      { ...job, module: 'README.md' },
      { ...job, module: 'missing.ts' },
      { ...job, module: 'test/multiprocessing/bullmq/tasks.ts' },
      { ...job, version: 2 },
      'nothing',
    ].entries()) {
      await queue.add('forged', data as object, { ...kept, jobId: `forged-${index}` });
    }
    await vi.waitFor(() => expect(Object.keys(reasons)).toHaveLength(8), 50_000);
    await Promise.all([queue.close(), events.close()]);
    for (const client of connections) client.disconnect();
    expect(reasons.map((reason) => reason.slice(0, 75))).toEqual(
      [
        "FunctionReferenceError: Refused: expected a path below the worker's folder,",
        "FunctionReferenceError: Refused: expected a path below the worker's folder,",
        'FunctionReferenceError: Refused: expected a module of the project, found one',
        'FunctionReferenceError: Refused: expected a JavaScript or TypeScript module,',
        `FunctionReferenceError: Expected "missing.ts" in the worker's folder, <root>,`.slice(0, 75),
        'FunctionReferenceError: Expected the same test/multiprocessing/bullmq/tasks.',
        'DataCloneError: Expected a job of version 1, found 2. Use the same version o',
        'DataCloneError: Expected a job of version 1, found undefined. Use the same v',
      ].map((reason) => reason.slice(0, 75)),
    );
  });

  it('runs the job of a killed worker again, and ends cleanly at SIGTERM', async () => {
    const queue = 'kill';
    await using executor = newExecutor({ queue });
    await using first = await FarmWorker.start([...workerArgs(1), '--queue', queue]);
    const [notes, gate] = [join(folder, 'kill'), join(folder, 'kill-gate')];
    const future = executor.submit(tasks.waitForFile, notes, gate);
    await vi.waitFor(() => expect(future.running() && starts(notes) > 0).toBe(true), 50_000);
    await first.end('SIGKILL');
    await using second = await FarmWorker.start([...workerArgs(1), '--queue', queue]);
    await vi.waitFor(() => expect(second.log).toContain('its worker was lost; it runs again'), 50_000);
    const ended = second.end('SIGTERM');
    await vi.waitFor(() => expect(second.log).toContain('SIGTERM: taking no more jobs'), 50_000);
    writeFileSync(gate, '');
    await expect(future.result()).resolves.toBeGreaterThan(1);
    await expect(ended).resolves.toBe(0);
    expect(second.log).toMatch(/worker: ended\n$/);
  });

  it('loses no accepted call when Redis is killed and comes back', async () => {
    await using executor = newExecutor();
    const futures = Array.from({ length: 40 }, (_, i) => executor.submit(tasks.slow, i, 20));
    await futures[3]?.result();
    await redis.kill();
    const late = executor.submit(tasks.square, 7);
    await redis.start();
    await expect(Promise.all(futures.map((future) => future.result()))).resolves.toEqual(futures.map((_, i) => i));
    await expect(late.result()).resolves.toBe(49);
    expect(worker.log).toMatch(/lost Redis at .*; waiting until it is back/);
  });

  it('takes no calls after its shutdown, which can cancel those that wait', async () => {
    const executor = newExecutor({ queue: 'nobody' });
    const future = executor.submit(tasks.square, 1);
    const results = executor.map(tasks.square, [1]);
    await executor.shutdown({ cancelFutures: true });
    expect(future.cancelled()).toBe(true);
    await expect(results.next()).rejects.toThrow(CancelledError);
    expect(() => executor.submit(tasks.square, 1)).toThrow(PoolClosedError);
  });

  it('is broken if it never had a connection', async () => {
    const executor = newExecutor({ redis: `redis://user:secret@127.0.0.1:${await freePort()}`, connectTimeout: 300 });
    const error = (await executor.submit(tasks.square, 1).exception()) as Error;
    expect(error).toBeInstanceOf(BrokenExecutorError);
    expect(error.message).toMatch(/^The executor has no connection to Redis at redis:\/\/127\.0\.0\.1:\d+\. /);
    expect(error.cause).toMatchObject({ code: 'ECONNREFUSED' });
    expect(() => executor.submit(tasks.square, 1)).toThrow(BrokenExecutorError);
    await expect(executor.workers()).rejects.toThrow(BrokenExecutorError);
    await executor.shutdown();
  });
});

/** How often functions that wait for a file have begun; more than once for a job whose worker was lost. */
function starts(notes: string): number {
  return existsSync(notes) ? readFileSync(notes, 'utf8').trim().split('\n').length : 0;
}

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}
