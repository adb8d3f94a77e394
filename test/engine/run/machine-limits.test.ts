import type { ChildProcess } from 'node:child_process';
import { describe, expect, it, vi } from 'vitest';
import { adviceFor } from '../../../src/engine/run/describe-host-end.ts';
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

describe('signalChild', () => {
  it('does not signal a child that could not be started', () => {
    const kill = vi.fn();
    signalChild({ pid: undefined, kill } as unknown as ChildProcess, 'SIGKILL');
    expect(kill).not.toHaveBeenCalled();
    signalChild({ pid: 7, kill } as unknown as ChildProcess, 'SIGKILL');
    expect(kill).toHaveBeenCalledWith('SIGKILL');
  });
});
