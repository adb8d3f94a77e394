import { describe, expect, it } from 'vitest';
import { Preload } from '../../src/recorder/preload/preload.ts';

const flag = '--require recorder.cjs';
const preload = new Preload([], flag);
const loaded = { env: { NODE_OPTIONS: flag } };

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
    const before = process.env['NODE_OPTIONS'];
    delete process.env['NODE_OPTIONS'];
    try {
      for (const given of [['node'], ['node', ['a.js']], ['node', ['a.js'], { cwd: '/' }]])
        expect(preload.syncArguments('spawnSync', given)).toContainEqual(
          expect.objectContaining({ env: expect.objectContaining({ NODE_OPTIONS: flag }) as object }),
        );
    } finally {
      if (before !== undefined) process.env['NODE_OPTIONS'] = before;
    }
  });
});
