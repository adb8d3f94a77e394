import { expect, it } from 'vitest';
import { readConfiguration } from '../../src/extension/script-launch.ts';

it.each([
  ['a program', { program: '/p/main.mjs' }, ['node', '/p/main.mjs']],
  [
    'a program with arguments',
    { program: 'a.ts', args: ['--fast'], runtimeExecutable: 'tsx', runtimeArgs: ['--conditions=dev'] },
    ['tsx', '--conditions=dev', 'a.ts', '--fast'],
  ],
  ['a whole command', { command: ['npx', 'vitest'], args: ['run'] }, ['npx', 'vitest', 'run']],
])('a launch configuration runs %s', (_, configuration, command) => {
  expect(readConfiguration(configuration)).toEqual({ command, cwd: null, env: {} });
});

it('a launch configuration sets the folder and variables', () => {
  expect(readConfiguration({ program: 'a.mjs', cwd: 'jobs', env: { SIZE: '4' } })).toMatchObject({
    cwd: 'jobs',
    env: { SIZE: '4' },
  });
});

it.each([
  [{}, 'as "program" of the launch configuration, found none.'],
  [{ program: 3 }, 'as "program" of the launch configuration, found 3.'],
  [{ command: 'npm test' }, 'Expected a list of texts as "command" of the launch configuration, found "npm test".'],
  [{ command: [] }, 'Expected a program as "command" of the launch configuration, found [].'],
  [{ program: 'a.js', args: '--fast' }, 'as "args" of the launch configuration, found "--fast".'],
  [{ program: 'a.js', env: { SIZE: 4 } }, 'as "env" of the launch configuration, found {"SIZE":4}.'],
  [{ program: 'a.js', cwd: 1 }, 'as "cwd" of the launch configuration, found 1.'],
])('a launch configuration %j is refused with the reason', (configuration, reason) => {
  expect(readConfiguration(configuration)).toContain(reason);
});
