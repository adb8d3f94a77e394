import * as nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';
import { revealCharacters } from '../report/reveal-characters.ts';
import { compileCache, installationIn, readVersion, type Installation } from './installation.ts';
import { parseArguments } from './parse-arguments.ts';
import { UsageError } from './usage.ts';

/** Each command loads only what it needs: the compiler for `list` and `check`, the profiling code for `run`. */
async function runCommand(args: readonly string[], installation: Installation): Promise<number> {
  const command = parseArguments(args);
  switch (command.command) {
    case 'help':
      console.log(command.text);
      return 0;
    case 'version':
      console.log(readVersion(installation));
      return 0;
    case 'run':
      return (await import('./run.ts')).run(command, installation);
    case 'script':
      return (await import('./script.ts')).script(command, installation);
    case 'check':
      return (await import('./check.ts')).check(command, installation);
    case 'compare':
      return (await import('./compare.ts')).compare(command, installation);
    case 'predict':
      return (await import('./predict.ts')).predict(command, installation);
    case 'predict-farm':
      return (await import('./predict-farm.ts')).predictFarm(command, installation);
    case 'compare-commits':
      return (await import('./compare-commits.ts')).compareCommits(command, installation);
    case 'compare-team':
      return (await import('./compare-team.ts')).compareTeam(command, installation);
    case 'mcp':
      return (await import('./mcp.ts')).mcp(command, installation);
    case 'worker':
      return (await import('./worker.ts')).worker(command, installation);
    case 'list':
      keepCompiled();
      return (await import('./list.ts')).list(command, installation);
  }
}

/** Caches the compiled form of the compiler, whose loading takes most of the time of `list`. */
function keepCompiled(): void {
  // eslint-disable-next-line n/no-unsupported-features/node-builtins -- only called where it exists
  if ('enableCompileCache' in nodeModule) nodeModule.enableCompileCache(compileCache());
}

/**
 * Runs the command of `process.argv` and sets the exit code.
 * @param programs folder of the built programs
 */
export async function runCommandLine(programs: URL): Promise<void> {
  // A reader that stops early, as in `parallel-profiler list x.ts | head`, is not a failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
  // Messages without a reader are lost; the result still arrives.
  process.stderr.on('error', () => undefined);
  try {
    process.exitCode = await runCommand(process.argv.slice(2), installationIn(fileURLToPath(programs)));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.exitCode = 2;
    console.error(revealCharacters(`parallel-profiler: ${error.message}`, { keepLines: true }));
  }
}
