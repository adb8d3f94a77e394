import { expect, it } from 'vitest';
import { nameProfiles, readProfileName, type WrittenProfile } from '../../../src/engine/run/cpu-profile-roles.ts';

const threadWorker = '/dist/thread-worker.cjs';

/** A profile with a frame of a program, as Node names it. */
function written(pid: number, thread: number, url: string): WrittenProfile {
  const callFrame = { functionName: 'f', url, lineNumber: 0, columnNumber: 0 };
  return {
    ...readProfileName(`CPU.20260314.092653.${pid}.${thread}.001.cpuprofile`),
    profile: { nodes: [{ id: 1, callFrame }] },
  };
}

const hooks = 'node:internal/modules/esm/worker';

it('names the profiles of the serial run, beside a thread for module hooks', () => {
  const named = nameProfiles(
    [written(10, 1, hooks), written(10, 0, '/dist/strategy-host.mjs')],
    { strategy: 'serial', workers: 1, chunkSize: null },
    10,
    threadWorker,
  );
  expect(named.map(({ label, isCaller }) => [label, isCaller])).toEqual([
    ['serial', true],
    ['serial.thread-0', false],
  ]);
});

it('numbers worker threads without those of module hooks', () => {
  const named = nameProfiles(
    [
      written(10, 4, hooks),
      written(10, 3, threadWorker),
      written(10, 1, hooks),
      written(10, 2, threadWorker),
      written(10, 0, '/dist/strategy-host.mjs'),
    ],
    { strategy: 'threads', workers: 2, chunkSize: null },
    10,
    threadWorker,
  );
  expect(named.map(({ label, isCaller }) => [label, isCaller])).toEqual([
    ['threads-2.main', false],
    ['threads-2.thread-0', false],
    ['threads-2.worker-0', true],
    ['threads-2.worker-1', true],
    ['threads-2.thread-1', false],
  ]);
});

it('takes the main thread of each other process as a worker', () => {
  const named = nameProfiles(
    [
      written(12, 0, '/dist/process-worker.cjs'),
      written(11, 0, '/dist/process-worker.cjs'),
      written(10, 0, ''),
      written(11, 1, hooks),
    ],
    { strategy: 'processes', workers: 2, chunkSize: null },
    10,
    threadWorker,
  );
  expect(named.map(({ label }) => label)).toEqual([
    'processes-2.main',
    'processes-2.worker-0',
    'processes-2.thread-0',
    'processes-2.worker-1',
  ]);
});
