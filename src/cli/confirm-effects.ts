import { createInterface } from 'node:readline/promises';
import { revealCharacters } from '../report/reveal-characters.ts';
import { UsageError } from './usage.ts';

/**
 * Asks on the terminal whether a function with these side effects may run many times.
 * @param isConfirmed whether the command line says so
 * @throws UsageError without a terminal to ask on
 */
export async function confirmEffects(
  effects: string,
  isConfirmed: boolean,
  signal: AbortSignal,
  { stdin, stderr }: Pick<NodeJS.Process, 'stdin' | 'stderr'> = process,
): Promise<boolean> {
  const shown = revealCharacters(effects);
  if (isConfirmed) {
    stderr.write(`${shown}\n`);
    return true;
  }
  if (!stdin.isTTY || !stderr.isTTY) throw new UsageError(`${shown} Give --yes to run it.`);
  const terminal = createInterface({ input: stdin, output: stderr });
  try {
    const answer = await terminal.question(`${shown}\nProfile it? [y/N] `, { signal });
    return /^\s*y(es)?\s*$/i.test(answer);
  } finally {
    terminal.close();
  }
}
