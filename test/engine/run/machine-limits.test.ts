import type { ChildProcess } from 'node:child_process';
import { describe, expect, it, vi } from 'vitest';
import { readMemoryKills } from '../../../src/engine/machine/control-group.ts';
import { describeHostEnd, describeOverdue } from '../../../src/engine/run/describe-host-end.ts';
import { adviceFor } from '../../../src/multiprocessing/machine-limits.ts';
import { signalChild } from '../../../src/multiprocessing/bound-child.ts';

describe('adviceFor', () => {
  it.each([
    [Object.assign(new Error('spawn node EMFILE'), { code: 'EMFILE' }), /ulimit -n/],
    [
      Object.assign(new Error('Worker initialization failure: EAGAIN'), { code: 'ERR_WORKER_INIT_FAILED' }),
      /ulimit -u/,
    ],
    [Object.assign(new Error('fork: ENOMEM'), { code: 'ENOMEM' }), /Memory is used up/],
  ])('names the limit of %s', (error, advice) => {
    expect(adviceFor(error)).toMatch(advice);
  });

  it('is empty for any other error', () => {
    expect(adviceFor(new Error('no such thing'))).toBe('');
  });
});

describe('a Node that cannot start its threads', () => {
  const advice = /Too many processes or threads: .*"ulimit -u"/;
  const aborted = {
    code: null,
    signal: 'SIGABRT',
    last: null,
    isPool: false,
    preview: [],
    memoryRanOut: false,
    memoryLimit: null,
  } as const;

  it.each([
    ['aborts before our program', { hasStarted: false, stderr: '' }],
    ['asserts it', { hasStarted: true, stderr: 'Assertion failed: (0) == (uv_thread_create(t.get(), start_thread))' }],
  ])('%s', (_name, seen) => {
    expect(describeHostEnd({ ...aborted, ...seen })).toMatch(advice);
  });

  it('waits for ever', () => {
    const seen = { limitMs: 60_000, isPool: false, preview: [] };
    expect(describeOverdue(null, { ...seen, hasStarted: false }).message).toMatch(advice);
    expect(describeOverdue(null, { ...seen, hasStarted: true }).message).toMatch(/loading the module was stopped/);
  });

  it('is not suspected where the function aborts', () => {
    expect(describeHostEnd({ ...aborted, hasStarted: true, stderr: '' })).toMatch(/call process\.abort/);
  });
});

describe('a process that the kernel killed', () => {
  const end = {
    code: null,
    signal: 'SIGKILL',
    last: { stage: 'item', item: 1, serial: 7 },
    isPool: false,
    hasStarted: true,
    stderr: '',
    preview: ['1', '2'],
    memoryRanOut: true,
    memoryLimit: null,
  } as const;

  it('is described with the limit of the container, or as out of memory', () => {
    expect(describeHostEnd({ ...end, memoryLimit: 512 * 2 ** 20 })).toBe(
      'the process that ran the function ended (signal SIGKILL) while it ran item 1 (2). The kernel killed it because the ' +
        'container reached its memory limit (512 MB). Raise the limit, or give smaller inputs.',
    );
    expect(describeHostEnd(end)).toMatch(/because the memory of this machine ran out\. End other programs/);
    expect(describeHostEnd({ ...end, memoryRanOut: false })).toMatch(/Does the function kill its process\?/);
  });

  it.runIf(process.platform === 'linux').each([
    ['version 2', '0::/a/b\n', '/sys/fs/cgroup/a/b/memory.events', 'low 0\noom 5\noom_kill 3\n'],
    ['version 2 in a container', '0::/\n', '/sys/fs/cgroup/memory.events', 'oom_kill 3\n'],
    ['version 1', '4:memory:/a\n0::/\n', '/sys/fs/cgroup/memory/a/memory.oom_control', 'under_oom 0\noom_kill 3\n'],
    ['version 1 in a container', '4:memory:/a\n', '/sys/fs/cgroup/memory/memory.oom_control', 'oom_kill 3\n'],
  ])('is counted in the control group of %s', (_name, groups, file, text) => {
    const files = new Map([
      ['/proc/self/cgroup', groups],
      [file, text],
    ]);
    expect(readMemoryKills((path) => files.get(path) ?? null)).toBe(3);
    expect(readMemoryKills(() => null)).toBeNull();
  });
});

describe('signalChild', () => {
  it('does not signal a child that could not be started', () => {
    const kill = vi.fn();
    signalChild({ pid: undefined, kill } as unknown as ChildProcess, 'SIGKILL');
    expect(kill).not.toHaveBeenCalled();
    signalChild({ pid: 7, kill } as unknown as ChildProcess, 'SIGKILL');
    expect(kill).toHaveBeenCalledWith('SIGKILL');
  });
});
