import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';

const fixture = fileURLToPath(new URL('./fixtures/orphans.ts', import.meta.url));
/** Children inherit the flag. */
const withoutShell = ['--import', new URL('./fixtures/without-shell.mjs', import.meta.url).href];
/** Far more than the children may take, and far less than they would take by themselves: they never end. */
const patienceMs = 10_000;

describe('children end when their parent is killed', () => {
  test.each([
    ['a module that spins', 2],
    ['a module that awaits, then spins', 2],
    ['an initializer that spins', 2],
    ['an initializer that awaits, then spins', 2],
    ['a task that spins', 2],
    ['a task that awaits, then spins', 2],
    ['no task', 2],
    ['a daemon whose module spins', 1],
    ['a daemon that spins', 1],
    ['a daemon that awaits, then spins', 1],
    ['a daemon with a pool', 2],
    ['a pool in a worker process', 4],
    ['a pool in a worker process that is busy', 2],
    ['a pool in a worker thread', 4],
    ['a synchronous wait for a lock of the parent', 1],
  ])('in %s', async (stage, children) => {
    const family = start(stage);
    await family.arrived(children);
    family.parent.kill('SIGKILL');
    await family.gone();
  });

  test.each(['a module that spins, with a parent that has already ended', 'a daemon whose parent has already ended'])(
    'in %s',
    async (stage) => {
      const family = start(stage);
      await once(family.parent, 'exit');
      await family.gone();
    },
  );
});

test('children of a worker thread end with it', async () => {
  const family = start('a worker thread that is terminated');
  await family.arrived(4);
  family.parent.stdin.write('terminate');
  await family.gone();
  expect([family.parent.exitCode, family.parent.signalCode]).toEqual([null, null]);
});

test.each([
  ['a module that spins', 2],
  ['a task that awaits, then spins', 2],
  ['a daemon that spins', 1],
  ['a daemon with a pool', 2],
])('children end when their parent is killed, without a shell: in %s', async (stage, children) => {
  const family = start(stage, withoutShell);
  await family.arrived(children);
  family.parent.kill('SIGKILL');
  await family.gone();
});

test('children of a worker thread end with it, without a shell', async () => {
  const family = start('a worker thread that is terminated', withoutShell);
  await family.arrived(4);
  family.parent.stdin.write('terminate');
  await family.gone();
  expect([family.parent.exitCode, family.parent.signalCode]).toEqual([null, null]);
});

test('a Process that is no daemon outlives its parent', async () => {
  const family = start('a Process that is no daemon');
  await family.arrived(1);
  family.parent.kill('SIGKILL');
  await family.gone();
  expect(family.output()).toMatch(/^outlived$/m);
});

interface Family {
  parent: ChildProcessByStdio<Writable, Readable, null>;
  output(): string;
  /** Resolves once so many children have reached the stage. */
  arrived(children: number): Promise<void>;
  /** Resolves when all that can write to stdout have ended. A pid would also count those that only wait to be reaped. */
  gone(): Promise<void>;
}

function start(stage: string, flags: readonly string[] = []): Family {
  const parent = spawn(process.execPath, [...flags, fixture, stage], { stdio: ['pipe', 'pipe', 'inherit'] });
  let output = '';
  parent.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const pids = (): number[] => (output.match(/^\d+$/gm) ?? []).map(Number);
  let ended = false;
  const end = once(parent.stdout, 'end').then(() => (ended = true));
  onTestFinished(() => {
    parent.kill('SIGKILL');
    if (!ended) for (const pid of pids()) kill(pid);
  });
  return {
    parent,
    output: () => output,
    arrived: (children) => expect.poll(pids, { timeout: 40_000 }).toHaveLength(children),
    gone: async () => expect(await Promise.race([end, sleep(patienceMs, false)])).toBe(true),
  };
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended, as it should.
  }
}
