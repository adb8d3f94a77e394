import { describe, expect, test } from 'vitest';
import {
  DataCloneError,
  Pool,
  Process,
  WorkerStartError,
  type PoolOptions,
} from '../../../src/multiprocessing/index.ts';
import { chain, deep, depthOf, emptyModule, give } from '../fixtures/wire-tasks.ts';
import { kinds, rejection } from '../kinds.ts';

const tasks = new URL('../fixtures/wire-tasks.ts', import.meta.url);

/** For each kind, something that can be written and not be read by its workers. */
const unreadable = {
  threads: { value: chain(deep), resourceLimits: { stackSizeMb: 1 } },
  processes: { value: emptyModule(), resourceLimits: {} },
};

describe.each(kinds)('arguments at the start of %s', (kind) => {
  const { value, resourceLimits } = unreadable[kind];

  test('initargs that a worker cannot read are a named error', async () => {
    const options: PoolOptions = { kind, processes: 1, initializer: give, initargs: [value], resourceLimits };
    await using pool = new Pool(tasks, options);
    const error = await rejection(pool.apply(give, [1]));
    expect(error).toBeInstanceOf(WorkerStartError);
    expect(error.message).toContain('The initargs cannot be read in the worker');
    expect(error.cause).toBeInstanceOf(DataCloneError);
  });

  test('initargs that cannot be written are refused', () => {
    const make = (initargs: unknown[]) => () => new Pool(tasks, { kind, initializer: give, initargs });
    expect(make([() => 1])).toThrow(DataCloneError);
    expect(make([{ deep: () => 1 }])).toThrow(/^The initargs cannot be sent: /);
  });

  test('arguments of a Process that cannot be written are refused', () => {
    const child = new Process(tasks, { kind, target: give, args: [Symbol('here')] });
    expect(() => child.start()).toThrow(DataCloneError);
    expect(() => child.start()).toThrow(/^The arguments of Process-\d+ cannot be sent: /);
  });

  test('arguments of a Process that are deep but can be read arrive', async () => {
    const child = new Process(tasks, { kind, target: depthOf, args: [chain(500)] });
    child.start();
    await child.join();
    expect(child.exitCode).toBe(0);
  });
});

test('arguments that a process cannot read are refused before it starts', () => {
  const child = new Process(tasks, { kind: 'processes', target: give, args: [unreadable.processes.value] });
  expect(() => child.start()).toThrow(DataCloneError);
  expect(() => child.start()).toThrow(/^The arguments of Process-\d+ cannot be read in the worker: /);
});

test('a thread that cannot read its arguments ends', async () => {
  const { value, resourceLimits } = unreadable.threads;
  const child = new Process(tasks, { kind: 'threads', target: give, args: [value], resourceLimits });
  child.start();
  await child.join();
  expect(child.exitCode).toBe(1);
});
