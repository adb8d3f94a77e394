import { describe, expect, test } from 'vitest';
import {
  activeChildren,
  cpuCount,
  currentProcess,
  Event,
  parentProcess,
  Pipe,
  Process,
  Queue,
} from '../../../src/multiprocessing/index.ts';
import { joinWell, sharedTasks, start } from '../children.ts';
import {
  exitWith,
  fail,
  nothing,
  recurse,
  spin,
  startChild,
  tellWho,
  waitForNothing,
} from '../fixtures/shared-tasks.ts';
import { kinds } from '../kinds.ts';

describe.each(kinds)('Process in %s', (kind) => {
  test('arguments, name, pid and daemon flag reach the child', async () => {
    const queue = new Queue();
    const child = start(kind, tellWho, [queue, 1, 'two', new Map([[3, 4n]])], { name: 'Teller', daemon: true });
    const told = (await queue.get(30_000)) as Record<string, unknown>;
    expect(told).toMatchObject({
      name: 'Teller',
      daemon: true,
      isMain: false,
      parent: 'MainProcess',
      parentAlive: true,
      args: [1, 'two', new Map([[3, 4n]])],
    });
    expect(told['pid']).toBe(child.pid);
    expect(told['pid'] === process.pid).toBe(kind === 'threads');
    expect(told['threadId']).toBe(child.threadId ?? 0);
    await joinWell(child);
  });

  test('a target can be named by a string, and children are numbered', async () => {
    const first = new Process(sharedTasks, { target: 'nothing', kind });
    const second = new Process(sharedTasks, { target: nothing, kind });
    const numbers = [first, second].map(({ name }) => Number(/^Process-(\d+)$/.exec(name)?.[1]));
    expect(numbers[1]).toBe((numbers[0] ?? NaN) + 1);
    first.start();
    await joinWell(first);
  });

  test('it is alive from start to end, and activeChildren lists it', async () => {
    const child = new Process(sharedTasks, { target: spin, kind });
    expect([child.isAlive(), child.exitCode, child.pid]).toEqual([false, null, null]);
    await expect(child.join()).rejects.toThrow('was not started');
    expect(() => child.terminate()).toThrow('was not started');
    child.start();
    expect(() => child.start()).toThrow('only once');
    expect([child.isAlive(), child.exitCode]).toEqual([true, null]);
    expect(activeChildren()).toContain(child);
    expect(await child.join(50)).toBe(false);
    child.kill();
    expect(await child.join(10_000)).toBe(true);
    expect(child.isAlive()).toBe(false);
    expect(activeChildren()).not.toContain(child);
    expect(await child.sentinel).toBe(child.exitCode);
  });

  test('terminate results in -SIGTERM and kill in -SIGKILL, promptly even in an endless loop', async () => {
    for (const [how, code] of [
      ['terminate', -15],
      ['kill', -9],
    ] as const) {
      const child = start(kind, spin, []);
      expect(await child.join(1500)).toBe(false);
      child[how]();
      await child.join();
      expect(child.exitCode).toBe(code);
    }
  });

  test('close refuses a live process; afterwards every other method throws, and a second close is allowed', async () => {
    const child = start(kind, spin, []);
    expect(() => child.close()).toThrow('is still running');
    child.kill();
    await child.join();
    child.close();
    child.close();
    expect(() => child.isAlive()).toThrow('is closed');
    expect(() => child.exitCode).toThrow('is closed');
    expect(() => child.start()).toThrow('is closed');
    expect(() => child.kill()).toThrow('is closed');
    await expect(child.join()).rejects.toThrow('is closed');
  });

  test('the exit code shows how it ended', async () => {
    const children = [
      start(kind, nothing, []),
      start(kind, exitWith, [8]),
      start(kind, fail, []),
      start(kind, waitForNothing, []),
    ];
    for (const child of children) await child.join();
    expect(children.map(({ exitCode }) => exitCode)).toEqual([0, 8, 1, 13]);
  });

  test('children start children, and their messages arrive in order', async () => {
    const [receiver, sender] = Pipe<number[]>(false);
    const child = start(kind, recurse, [kind, sender, []]);
    const paths: number[][] = [];
    for (let i = 0; i < 7; i++) paths.push(await receiver.recv());
    await joinWell(child);
    expect(paths).toEqual([[], [0], [0, 0], [0, 1], [1], [1, 0], [1, 1]]);
  });

  test('a daemon may not start children', async () => {
    const queue = new Queue<string>();
    const child = start(kind, startChild, [kind, queue], { daemon: true });
    expect(await queue.get(30_000)).toContain('daemons may not start children');
    await joinWell(child);
  });

  test('five short processes start and end with code 0', async () => {
    await joinWell(...[0, 1, 2, 3, 4].map(() => start(kind, nothing, [])));
  });

  test('an argument that cannot be sent fails in start', () => {
    const child = new Process(sharedTasks, { target: 'nothing', args: [() => 1], kind });
    expect(() => child.start()).toThrow(/arguments of Process-\d+ cannot be sent/);
  });

  test('a shared object that is nested too deeply is refused instead of arriving empty', () => {
    const args = [{ a: [{ b: [{ event: new Event() }] }] }];
    const child = new Process(sharedTasks, { target: 'nothing', args, kind });
    expect(() => child.start()).toThrow('can be sent only in the arguments of a worker');
  });
});

test('invalid options throw in the constructor', () => {
  expect(() => new Process(sharedTasks, { target: nothing.bind(null) })).toThrow('is bound with bind()');
  expect(() => new Process(sharedTasks, { target: nothing, kind: 'fibers' as 'threads' })).toThrow(
    "'threads' or 'processes'",
  );
  expect(() => new Process('tasks.ts', { target: nothing })).toThrow('absolute path');
});

test('the main program is MainProcess, has no parent and counts its CPUs', () => {
  expect(currentProcess()).toEqual({ name: 'MainProcess', pid: process.pid, threadId: 0, daemon: false });
  expect(parentProcess()).toBeNull();
  expect(cpuCount()).toBeGreaterThan(0);
});

test('the types check the arguments against the target', () => {
  // @ts-expect-error -- the exit code is a number
  expect(() => new Process(sharedTasks, { target: exitWith, args: ['8'] })).not.toThrow();
});
