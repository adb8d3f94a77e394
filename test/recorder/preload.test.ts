import { SHARE_ENV, type WorkerOptions } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { Preload } from '../../src/recorder/preload/preload.ts';

const flag = '--require recorder.cjs';
const preload = new Preload({}, flag);
const loaded = { env: { NODE_OPTIONS: flag } };

function withoutOptions(action: () => void): void {
  const before = process.env['NODE_OPTIONS'];
  delete process.env['NODE_OPTIONS'];
  try {
    action();
  } finally {
    if (before !== undefined) process.env['NODE_OPTIONS'] = before;
  }
}

describe('the options of a worker thread', () => {
  it('load the recorder where Node reads NODE_OPTIONS again and this process has lost it', () => {
    withoutOptions(() => {
      for (const options of [{ execArgv: [] }, { execArgv: [], env: undefined }, { env: process.env }, { env: {} }])
        expect(preload.workerOptions(options)?.env).toMatchObject({ NODE_OPTIONS: flag });
    });
  });

  it('stay as they are where the worker inherits the options of its parent', () => {
    withoutOptions(() => {
      const others: (WorkerOptions | undefined)[] = [undefined, { name: 'a' }, { env: SHARE_ENV }];
      for (const options of others) expect(preload.workerOptions(options)).toBe(options);
    });
  });
});

describe('the arguments of calls that wait for a child process', () => {
  it.each([
    ['spawnSync', ['node', ['a.js'], { env: {} }], ['node', ['a.js'], loaded]],
    ['spawnSync', ['node', undefined, { env: {} }], ['node', undefined, loaded]],
    ['execFileSync', ['node', { env: {} }], ['node', loaded]],
    ['execSync', ['node a.js', { env: {} }], ['node a.js', loaded]],
    ['execSync', ['node a.js', { env: {}, cwd: '/' }], ['node a.js', { ...loaded, cwd: '/' }]],
    [
      'execSync',
      ['node a.js', { env: { NODE_OPTIONS: '--no-warnings' } }],
      ['node a.js', { env: { NODE_OPTIONS: `--no-warnings ${flag}` } }],
    ],
  ])('%s loads the recorder in an environment of its own', (name, given, expected) => {
    expect(preload.syncArguments(name, given)).toEqual(expected);
  });

  it('keep what an environment inherits', () => {
    const env = Object.create({ PATH: '/bin' }) as object;
    expect(preload.syncArguments('execSync', ['node', { env }])).toEqual([
      'node',
      { env: { PATH: '/bin', NODE_OPTIONS: flag } },
    ]);
  });

  it.each([
    ['execSync', ['node', { env: 1 }]],
    ['spawnSync', ['node', 'a.js', { env: {} }]],
    ['spawnSync', ['node', ['a.js'], null]],
    ['spawnSync', []],
    ['spawnSync', ['node', ['a.js'], loaded]],
  ])('%s gets wrong and complete ones as they are', (name, given) => {
    expect(preload.syncArguments(name, given)).toBe(given);
  });

  it('get an environment if that of this process has lost the recorder', () => {
    withoutOptions(() => {
      for (const given of [['node'], ['node', ['a.js']], ['node', ['a.js'], { cwd: '/' }]])
        expect(preload.syncArguments('spawnSync', given)).toContainEqual(
          expect.objectContaining({ env: expect.objectContaining({ NODE_OPTIONS: flag }) as object }),
        );
    });
  });
});
