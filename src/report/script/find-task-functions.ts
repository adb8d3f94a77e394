import type { RecordedThread } from '../../model/script-recording.ts';
import type { ScriptReport, TaskFunction } from '../../model/script-report.ts';
import { shellWord } from '../command-line.ts';
import { isPath } from './build-threads.ts';
import { fileOfUrl } from './file-of-url.ts';

/** Functions shown; a program with more has a dispatcher of its own. */
const MOST_FUNCTIONS = 20;

/** Returns the functions of the program that run tasks, without those of packages. */
export function findTaskFunctions(threads: readonly RecordedThread[]): TaskFunction[] {
  const found = new Map<string, TaskFunction>();
  for (const { functions, script } of threads) {
    for (const { file: named, name, calls } of functions) {
      const at = named ?? script;
      const file = isPath(at) ? at : fileOfUrl(at);
      if (file === null || /[\\/]node_modules[\\/]/.test(file)) continue;
      const known = found.get(`${file}\n${name}`) ?? { file, name, workers: 0, calls: 0 };
      found.set(`${file}\n${name}`, { ...known, workers: known.workers + 1, calls: known.calls + calls });
    }
  }
  return [...found.values()].sort((a, b) => b.calls - a.calls).slice(0, MOST_FUNCTIONS);
}

/** Returns the command line that profiles a task function with the inputs that the command gives it. */
export function taskCommandLine({ file, name }: TaskFunction, { command }: Pick<ScriptReport, 'command'>): string {
  const recorded = shellWord(command.map(shellWord).join(' '));
  return `npx parallel-profiler run ${shellWord(`${file}#${name}`)} --inputs-recorded ${recorded}`;
}
