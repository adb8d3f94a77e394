import type { ScriptReport, ScriptThread } from '../../src/model/script-report.ts';

const fixtures = 'test/script/fixtures';

/** Programs with the workers that each must be seen to have, and the tasks that can be paired in them. */
export const programs = [
  { name: 'raw.mjs', workers: 2, tasks: 10 },
  { name: 'nested.mjs', workers: 3, tasks: 0 },
  { name: 'sync.mjs', workers: 0, tasks: 0 },
  { name: 'killed.mjs', workers: 1, tasks: 0 },
  { name: 'clustered.mjs', workers: 2, tasks: 0 },
  { name: 'channels.mjs', workers: 2, tasks: 2 },
  { name: 'environment.mjs', workers: 4, tasks: 0 },
  { name: 'piscina.mjs', workers: 2, tasks: 4 },
  { name: 'tinypool.mjs', workers: 2, tasks: 4 },
  { name: 'workerpool.mjs', workers: 2, tasks: 4 },
  { name: 'poolifier.mjs', workers: 2, tasks: 4 },
  { name: 'own-pool.mjs', workers: 2, tasks: 4 },
  { name: 'own-processes.mjs', workers: 2, tasks: 4 },
  { name: 'typed.ts', workers: 1, tasks: 0 },
];

/** The command that runs all of them; it ends with the code 3 and prints `all done`. */
export function commandOfAll(node: string): string[] {
  return [node, `${fixtures}/all.mjs`, ...programs.map(({ name }) => name)];
}

/** The workers below the process of a program. */
export function workersOf({ threads }: ScriptReport, name: string): ScriptThread[] {
  const root = threads.find((thread) => thread.name === name && thread.parent === 0);
  const isBelow = ({ parent }: ScriptThread): boolean => {
    const above = parent === null ? undefined : threads[parent];
    return above !== undefined && (above === root || isBelow(above));
  };
  // tsx compiles with esbuild, which has a worker of its own.
  const isOfEsbuild = ({ createdAt }: ScriptThread): boolean => /[\\/]esbuild[\\/]/.test(createdAt?.file ?? '');
  return threads.filter((thread) => thread.role === 'worker' && isBelow(thread) && !isOfEsbuild(thread));
}
