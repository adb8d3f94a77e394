/**
 * All programs of the library in one file, for bundlers: an entry point next to the user's own. Its first argument,
 * which user code does not see, names the program to run.
 */
import { pathToFileURL } from 'node:url';
import { bundleOfThread, programArgument, type ProgramName } from './sibling-program.ts';

const programs: Record<ProgramName, () => Promise<unknown>> = {
  'thread-worker': () => import('./worker/thread-entry.ts'),
  'process-worker': () => import('./worker/process-entry.ts'),
  'process-child': () => import('./process/entry.ts'),
  'parent-watch': () => import('./process/parent-watch.ts'),
  'shared-server': () => import('./sync/server-entry.ts'),
  'shared-bridge': () => import('./sync/bridge-entry.ts'),
  'manager-server': () => import('./sync/manager-entry.ts'),
};

const [, file, argument] = process.argv;
if (file === undefined || argument?.startsWith(programArgument) !== true) {
  throw new Error(
    `Expected to be started by parallel-profiler. Pass the path of this file to setPrograms() instead of importing it.`,
  );
}
process.argv.splice(2, 1);
const bundle = bundleOfThread();
bundle.programs = pathToFileURL(file);
bundle.library = () => import('./index.ts');
// Not awaited, so that it can also be built as CommonJS. Each program reports its own failures.
void programs[argument.slice(programArgument.length) as ProgramName]();
