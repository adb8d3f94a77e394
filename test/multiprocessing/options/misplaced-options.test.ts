import { afterAll, describe, expect, test } from 'vitest';
import * as library from '../../../src/multiprocessing/index.ts';
import { power, square } from '../fixtures/tasks.ts';
import { poolOf, rejection, tasks } from '../kinds.ts';

/** Everything without its types, as callers without a compiler have it. */
type Untyped = Record<string, (...args: unknown[]) => unknown>;

const { Pool, Process, ThreadPoolExecutor, ProcessPoolExecutor } = library;
const pool = poolOf('threads');
const executor = new ThreadPoolExecutor(tasks, { maxWorkers: 1 });
const calls = pool as unknown as Untyped;
const submits = executor as unknown as Untyped;
const functions = library as unknown as Untyped;

function create(name: keyof typeof library, ...args: unknown[]): unknown {
  return Reflect.construct(library[name] as unknown as new () => unknown, args);
}

async function* later(): AsyncGenerator<number> {
  yield await Promise.resolve(1);
}

afterAll(async () => {
  await pool.terminate();
  await executor.shutdown();
});

describe('an unknown option is refused with the name of the intended one', () => {
  test.each([
    ['Pool', 'workers', 'processes'],
    ['Pool', 'maxWorkers', 'processes'],
    ['Pool', 'max_workers', 'processes'],
    ['Pool', 'numThreads', 'processes'],
    ['Pool', 'proceses', 'processes'],
    ['Pool', 'chunksize', 'chunkSize'],
    ['Pool', 'maxtasksperchild', 'maxTasksPerChild'],
    ['Pool', 'max_tasks_per_child', 'maxTasksPerChild'],
    ['Pool', 'initArgs', 'initargs'],
    ['Pool', 'context', 'kind'],
    ['ThreadPoolExecutor', 'processes', 'maxWorkers'],
    ['ThreadPoolExecutor', 'max_workers', 'maxWorkers'],
    ['ProcessPoolExecutor', 'workers', 'maxWorkers'],
    ['ProcessPoolExecutor', 'max_tasks_per_child', 'maxTasksPerChild'],
    ['Process', 'fn', 'target'],
    ['Process', 'arguments', 'args'],
  ] as const)('%s: %s', (name, found, suggested) => {
    expect(() => create(name, tasks, { [found]: 2 })).toThrow(
      `Expected option ${suggested}, found ${found}. ${name} has no option ${found}; use ${suggested}.`,
    );
  });

  test.each([
    ['map', 'chunksize', 'chunkSize'],
    ['map', 'chunk_size', 'chunkSize'],
    ['starmap', 'timeoutMs', 'timeout'],
    ['mapSettled', 'abortSignal', 'signal'],
    ['starmapSettled', 'transferList', 'transfer'],
    ['mapAsync', 'error_callback', 'errorCallback'],
    ['starmapAsync', 'onError', 'errorCallback'],
    ['imap', 'bufferSize', 'prefetch'],
    ['imapUnordered', 'chunksize', 'chunkSize'],
    ['apply', 'timeOut', 'timeout'],
    ['applyAsync', 'error_callback', 'errorCallback'],
  ])('pool.%s: %s', async (name, found, suggested) => {
    const call = Promise.resolve().then(() => calls[name]?.(square, [[1]], { [found]: 1 }));
    expect((await rejection(call)).message).toContain(`has no option ${found}; use ${suggested}.`);
  });

  test('also when its value is undefined, and in every other call', async () => {
    expect(() => create('Pool', tasks, { workers: undefined })).toThrow('use processes');
    expect(() => submits['map']?.(square, [1], { chunksize: 1 })).toThrow('use chunkSize');
    expect(() => submits['map']?.(square, [1], { buffersize: 1 })).toThrow('use bufferSize');
    await expect(submits['shutdown']?.({ cancel_futures: true })).rejects.toThrow('use cancelFutures');
    await expect(functions['wait']?.([], { return_when: 'FIRST_COMPLETED' })).rejects.toThrow('use returnWhen');
    expect(() => create('Queue', 5, { maxbytes: 9 })).toThrow('use maxBytes');
    expect(() => create('Barrier', 2, { timeout: 9 })).toThrow('use timeoutMs');
    expect(() => create('Value', 'i', 0, { Lock: true })).toThrow('use lock');
    expect(() => create('Array', 'i', 3, { mutex: true })).toThrow('use lock');
    expect(() => create('Pool', tasks, { resourceLimits: { maxOldSpaceSizeMb: 9 } })).toThrow('maxOldGenerationSizeMb');
  });

  test('if none is similar, all are named', async () => {
    expect(() => create('Pool', tasks, { colour: 'red' })).toThrow(
      /Expected an option of Pool \(kind, processes, .*\), found colour\. Remove it\./,
    );
    expect(() => create('Process', tasks, { target: square, kwargs: {} })).toThrow(/no keyword arguments/);
    await expect(calls['apply']?.(square, [1], { x: 1 })).rejects.toThrow('(signal, timeout, transfer), found x');
    await expect(calls['map']?.(square, [1], { callback: square })).rejects.toThrow('mapAsync');
  });
});

describe('a value instead of the options is refused, and its option named', () => {
  test('by the constructors', () => {
    expect(() => create('Pool', tasks, 5)).toThrow(
      'Expected the options of Pool as an object, found 5. Write { processes: 5 }.',
    );
    expect(() => create('Pool', tasks, null)).toThrow('as an object, found null.');
    expect(() => create('Pool', tasks, [2])).toThrow('as an object, found an array.');
    expect(() => create('Pool', tasks, new Map([['processes', 2]]))).toThrow('as an object, found a Map.');
    expect(() => create('ThreadPoolExecutor', tasks, 3)).toThrow('Write { maxWorkers: 3 }.');
    expect(() => create('Process', tasks, square)).toThrow('found a function. Write { target: ... }.');
    expect(() => create('Process', tasks)).toThrow('Expected target to be an exported function');
    expect(() => create('Barrier', 2, 500)).toThrow('Write { timeoutMs: 500 }.');
    expect(() => create('Barrier', 2, square)).toThrow('as an object, found a function');
    expect(() => create('Value', 'i', 0, new library.Lock())).toThrow('found a Lock. Write { lock: ... }.');
    expect(() => create('Array', 'i', 2, false)).toThrow('Write { lock: false }.');
    expect(() => create('Queue', { maxSize: 5 })).toThrow('Write new Queue(maxSize, options).');
    expect(() => functions['Pool']?.(tasks)).toThrow("'new'");
  });

  test('by the calls', async () => {
    await expect(calls['map']?.(square, [1, 2], 20)).rejects.toThrow('Write { chunkSize: 20 }.');
    expect(() => calls['imap']?.(square, [1, 2], 20)).toThrow('Write { chunkSize: 20 }.');
    expect(() => calls['applyAsync']?.(square, [1], square)).toThrow('Write { callback: ... }.');
    await expect(functions['wait']?.([], 5)).rejects.toThrow('Write { timeout: 5 }.');
    expect(() => functions['asCompleted']?.([], { timeout: 5 })).toThrow('number of ms, found an object');
    await expect(submits['shutdown']?.(false)).rejects.toThrow('Write { wait: false }.');
  });
});

describe('arguments that shared objects do not take are refused', () => {
  test.each([
    ['Lock', [true], 'found true'],
    ['RLock', [{}], 'found an object'],
    ['Event', [true], 'Call set()'],
    ['Semaphore', [{ value: 2 }], "semaphore's value to be a whole number"],
    ['BoundedSemaphore', ['2'], "semaphore's value to be a whole number"],
    ['SimpleQueue', [5], 'use Queue'],
    ['Condition', [true], 'Expected a Lock or an RLock'],
    ['Condition', [new library.Lock(), 5], 'found 5'],
    ['Barrier', ['2'], 'parties, found "2"'],
    ['Barrier', [2, {}, square], 'wait(timeoutMs, action)'],
    ['Queue', ['5'], 'maxSize to be a whole number of items, found "5"'],
    ['Manager', [{ address: '' }], 'found an object'],
  ] as const)('%s %s', (name, args, message) => {
    expect(() => create(name, ...args)).toThrow(message);
  });

  test('and by Pipe, by waits and by a manager', async () => {
    expect(() => functions['Pipe']?.({ duplex: false })).toThrow('duplex to be true or false, found an object');
    const lock = new library.Lock() as unknown as Untyped;
    expect(() => lock['acquireSync']?.(false)).toThrow('found false. Pass 0 not to wait');
    await expect(lock['acquire']?.({ timeout: 5 })).rejects.toThrow('found an object');
    using manager = new library.Manager();
    const made = manager as unknown as Untyped;
    await expect(made['list']?.(5)).rejects.toThrow('elements to be an array, found 5');
    await expect(made['dict']?.(5)).rejects.toThrow('found 5');
  });
});

describe('values of the wrong type are refused', () => {
  test.each([
    [{ signal: 5 }, 'Expected signal to be an AbortSignal, found 5.'],
    [{ signal: new AbortController() }, 'found an AbortController. Pass its signal.'],
    [{ timeout: '5' }, 'Expected timeout to be a number of ms, found "5".'],
    [{ timeout: -1 }, 'at least 0 ms, found -1'],
    [{ chunkSize: '5' }, 'Expected chunkSize to be a number, found "5".'],
    [{ chunkSize: 1.5 }, 'whole number of at least 1, found 1.5'],
    [{ transfer: 5 }, 'Expected transfer to be an array'],
  ])('by map: %o', async (options, message) => {
    await expect(calls['map']?.(square, [1], options)).rejects.toThrow(message);
  });

  test.each([
    [{ env: { A: 5 } }, 'Expected env.A to be a string, or undefined to remove the variable, found 5.'],
    [{ env: Symbol('share') }, 'Expected env to be an object'],
    [{ execArgv: '--no-warnings' }, 'Expected execArgv to be an array, found "--no-warnings".'],
    [{ execArgv: [5] }, 'Expected execArgv[0] to be a string, found 5.'],
    [{ initargs: 'abc' }, 'Expected initargs to be an array, found "abc".'],
    [{ initializer: 5 }, 'Expected initializer to be an exported function or the name of one, found 5.'],
    [{ resourceLimits: 512 }, 'Expected the options of resourceLimits as an object, found 512.'],
    [{ resourceLimits: { stackSizeMb: '4' } }, 'Expected stackSizeMb to be a number of MB above 0, found "4".'],
    [{ observer: square }, 'Expected observer to be an object'],
    [{ observer: { chunk: 5 } }, 'Expected observer.chunk to be a function, found 5.'],
  ])('by Pool and ProcessPoolExecutor: %o', (options, message) => {
    expect(() => new Pool(tasks, options as library.PoolOptions)).toThrow(message);
    expect(() => new ProcessPoolExecutor(tasks, options as library.ExecutorOptions)).toThrow(message);
  });

  test.each([
    [{ daemon: 1 }, 'Expected daemon to be true or false, found 1.'],
    [{ name: 5 }, 'Expected name to be a string, found 5.'],
    [{ args: 'ab' }, 'Expected args to be an array, found "ab".'],
    [{ env: { A: null } }, 'found null'],
    [{ kind: 'fork' }, "Expected kind to be 'threads' or 'processes', found \"fork\"."],
  ])('by Process: %o', (options, message) => {
    expect(() => new Process(tasks, { target: square, ...(options as object) })).toThrow(message);
  });

  test('by wait, asCompleted and addDoneCallback', async () => {
    await expect(functions['wait']?.([], { returnWhen: 'ALL' })).rejects.toThrow(
      "'FIRST_COMPLETED', 'FIRST_EXCEPTION'",
    );
    await expect(functions['wait']?.([Promise.resolve()])).rejects.toThrow('found a Promise. Use Promise.all');
    await expect(functions['wait']?.(executor.submit(square, 2))).rejects.toThrow('iterable of futures');
    expect(() => functions['asCompleted']?.([5])).toThrow('found 5');
    const future = executor.submit(square, 2) as unknown as Untyped;
    expect(() => future['addDoneCallback']?.(5)).toThrow('callback to be a function, found 5');
  });
});

describe('misplaced functions, items and arguments are refused', () => {
  test.each(
    (
      [
        ['map', [[1], square], 'Write map(fn, items).'],
        ['map', [square], 'iterable such as an array, found undefined'],
        ['map', [square, { length: 2 }], 'Array.from(items)'],
        ['map', [square, later()], 'found an async iterable. Use imap'],
        ['map', [square, Promise.resolve([1])], 'found a Promise. Await it'],
        ['starmap', [power, [[1, 2], 3]], 'Expected item 1 of starmap to be an array of arguments, found 3.'],
        ['starmap', [power, ['ab']], 'found "ab"'],
        ['starmap', [power, new Int32Array(2)], 'found 0'],
        ['starmapSettled', [power, new Set([5])], 'found 5'],
        [
          'apply',
          [square, 5],
          'Expected the arguments of square as an array, found 5. Put a single argument in an array: [5].',
        ],
        ['apply', [square], 'Pass [] for a function without arguments.'],
        ['apply', [power, '34'], 'found "34"'],
        ['applyAsync', [power, { 0: 3 }], 'found an object'],
      ] as [string, unknown[], string][]
    ).map(([name, args, message]) => [name, message, args] as const),
  )('pool.%s: %s', async (name, message, args) => {
    const call = Promise.resolve().then(() => calls[name]?.(...args));
    expect((await rejection(call)).message).toContain(message);
  });

  test.each([
    ['found an async iterable', [square, later()]],
    ['found undefined', [square]],
    ['found 5', [square, 5]],
    ['found 20', [square, [1], 20]],
    ['found an async iterable', [square, [1], later()]],
    ['found an object', [square, { chunkSize: 1 }]],
  ])('executor.map: %s', (message, args) => {
    expect(() => submits['map']?.(...args)).toThrow(message);
  });
});
