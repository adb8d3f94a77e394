import { execArgv } from 'node:process';
import type { LinkOptions } from './worker-link.ts';

const notInherited = /^--(inspect|input-type|test\b|watch)/;
const evaluation = /^(-e|-p|-pe|--eval|--print)$/;

/** The parent's flags, without those that only one process can have or that are about code given on the command line. */
function inheritedFlags(given: readonly string[] | undefined): string[] {
  const kept = (given ?? execArgv).filter((flag) => !notInherited.test(flag));
  const evaluated = kept.findIndex((flag) => evaluation.test(flag));
  if (evaluated >= 0) kept.splice(evaluated, 2);
  return kept;
}

/** Flags for a thread; `undefined`: it inherits by itself, which also takes the flags of V8 that may not be given to it. */
export function threadExecArgv(given: readonly string[] | undefined): string[] | undefined {
  if (given !== undefined) return [...given];
  return execArgv.some((flag) => flag.startsWith('--input-type')) ? inheritedFlags(undefined) : undefined;
}

/** Flags for a child process; limits of resources become flags of V8. */
export function childExecArgv(options: LinkOptions): string[] {
  const kept = inheritedFlags(options.execArgv);
  const { maxOldGenerationSizeMb, maxYoungGenerationSizeMb, stackSizeMb } = options.resourceLimits ?? {};
  if (maxOldGenerationSizeMb !== undefined) kept.push(`--max-old-space-size=${maxOldGenerationSizeMb}`);
  // V8 counts a semi-space three times; the flag is in whole MB.
  if (maxYoungGenerationSizeMb !== undefined) {
    kept.push(`--max-semi-space-size=${Math.max(1, Math.floor(maxYoungGenerationSizeMb / 3))}`);
  }
  if (stackSizeMb !== undefined) kept.push(`--stack-size=${Math.floor(stackSizeMb * 1000)}`);
  return kept;
}
