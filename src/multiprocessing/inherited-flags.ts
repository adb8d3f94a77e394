import { env, execArgv } from 'node:process';
import type { ResourceLimits } from 'node:worker_threads';

/**
 * Flags that a worker must not inherit: those of the debugger (one port serves one process), of the test runner and of
 * watch mode (a worker would run tests, or wait for changes), code from the command line with related flags, and
 * profiles with a fixed file name (all processes would write the same file).
 */
const notInherited =
  /^(-[ceip]|-pe|--(inspect.*|debug-port|(experimental-)?test.*|watch.*|input-type|eval|print|check|interactive|run|build-snapshot.*|snapshot-blob|experimental-sea-config|(cpu|heap)-prof-name))$/;

/** The parent's flags that a thread accepts: module loading and diagnostics. All others belong to the process. */
const forThreads =
  /^(-[rC]|--(require|import|loader|experimental-loader|conditions|preserve-symlinks|enable-source-maps|(no-)?experimental-(strip|transform)-types|no-(strip-types|warnings|deprecation)|trace-(warnings|deprecation|uncaught)|throw-deprecation|pending-deprecation|unhandled-rejections))(?![a-z])/;

/** Groups each flag with its value, which is a separate element if a space separated them. */
function groupFlags(elements: readonly string[]): string[][] {
  const groups: string[][] = [];
  for (const element of elements) {
    const last = groups.at(-1);
    if (element.startsWith('-') || last === undefined) groups.push([element]);
    else last.push(element);
  }
  return groups;
}

function flagsLike(elements: readonly string[], isKept: (name: string) => boolean): string[] {
  // Node accepts underscores for dashes.
  const nameOf = ([flag = '']: string[]): string => (flag.split('=', 1)[0] ?? flag).replaceAll('_', '-');
  return groupFlags(elements)
    .filter((group) => isKept(nameOf(group)))
    .flat();
}

/** Returns the parent's flags, or those given for the workers, without those that a worker must not inherit. */
function inheritedFlags(given: readonly string[] | undefined): string[] {
  return flagsLike(given ?? execArgv, (name) => !notInherited.test(name));
}

/**
 * Returns the environment of a process, with `NODE_OPTIONS` free of flags that a worker must not inherit; `undefined`
 * for the parent's environment.
 */
export function processEnvironment(environment: NodeJS.ProcessEnv | undefined): NodeJS.ProcessEnv | undefined {
  return withOptions(environment, (name) => !notInherited.test(name));
}

/**
 * Returns the environment of a thread. If it differs from the parent's, its `NODE_OPTIONS` must not contain flags that
 * belong to the process.
 */
export function threadEnvironment(environment: NodeJS.ProcessEnv | undefined): NodeJS.ProcessEnv | undefined {
  const own = processEnvironment(environment);
  return own === undefined ? undefined : withOptions(own, (name) => forThreads.test(name));
}

function withOptions(
  environment: NodeJS.ProcessEnv | undefined,
  isKept: (name: string) => boolean,
): NodeJS.ProcessEnv | undefined {
  const given = environment ?? env;
  // Split as Node does: at spaces outside of double quotes, within which a backslash escapes.
  const elements = given['NODE_OPTIONS']?.match(/(?:"(?:\\.|[^"\\])*"|[^ "])+/g) ?? [];
  const kept = flagsLike(elements, isKept);
  return kept.length === elements.length ? environment : { ...given, NODE_OPTIONS: kept.join(' ') };
}

/**
 * Returns the flags for a thread; `undefined` lets it inherit, which includes V8 flags that cannot be passed to a
 * thread.
 */
export function threadExecArgv(given: readonly string[] | undefined): string[] | undefined {
  if (given !== undefined) return [...given];
  // A thread refuses to load a file while this flag is set.
  return execArgv.some((flag) => flag.replaceAll('_', '-').startsWith('--input-type'))
    ? flagsLike(execArgv, (name) => forThreads.test(name))
    : undefined;
}

/** Returns the flags for a child process; resource limits become V8 flags. */
export function childExecArgv(options: {
  execArgv?: readonly string[] | undefined;
  resourceLimits?: ResourceLimits | undefined;
}): string[] {
  const kept = inheritedFlags(options.execArgv);
  const { maxOldGenerationSizeMb, maxYoungGenerationSizeMb, stackSizeMb } = options.resourceLimits ?? {};
  if (maxOldGenerationSizeMb !== undefined) kept.push(`--max-old-space-size=${maxOldGenerationSizeMb}`);
  // V8 counts a semi-space three times, and the flag takes whole megabytes.
  if (maxYoungGenerationSizeMb !== undefined) {
    kept.push(`--max-semi-space-size=${Math.max(1, Math.floor(maxYoungGenerationSizeMb / 3))}`);
  }
  if (stackSizeMb !== undefined) kept.push(`--stack-size=${Math.floor(stackSizeMb * 1000)}`);
  return kept;
}
