import { largestItemSize } from '../model/inputs.ts';
import type { RunCommand } from './commands.ts';
import { positiveInteger, textOf, type Values, wholeNumber } from './option-values.ts';
import { UsageError } from './usage.ts';

/** Mutually exclusive options. */
const inputOptions = ['inputs', 'inputs-file', 'inputs-recorded', 'inputs-generated'] as const;

/** @throws UsageError */
function itemSize(found: string): number {
  const size = wholeNumber('--inputs-size', found);
  if (size > largestItemSize)
    throw new UsageError(`--inputs-size expects at most ${largestItemSize}, found "${found}".`);
  return size;
}

/**
 * Parses the options of `run` that select the inputs.
 * @throws UsageError
 */
export function parseInputsOptions(
  values: Values,
): Pick<RunCommand, 'inputs' | 'inputsFile' | 'generated' | 'inputsCount' | 'spread'> {
  const given = inputOptions.filter((option) => values[option] !== undefined).map((option) => `--${option}`);
  if (given.length > 1)
    throw new UsageError(`Expected one kind of inputs, found both ${given.join(' and ')}. Leave one out.`);
  const generated = textOf(values, 'inputs-generated');
  const seed = textOf(values, 'seed');
  if (seed !== null && generated === null)
    throw new UsageError('--seed goes with --inputs-generated <n>, found it alone. Give both, or leave it out.');
  const size = textOf(values, 'inputs-size');
  if (size !== null && generated === null)
    throw new UsageError('--inputs-size goes with --inputs-generated <n>, found it alone. Give both, or leave it out.');
  const count = textOf(values, 'inputs-count');
  const isSpread = values['spread'] === true;
  if (isSpread && values['no-spread'] === true)
    throw new UsageError('Expected --spread or --no-spread, found both. Leave one out.');
  return {
    spread: isSpread ? true : values['no-spread'] === true ? false : null,
    inputs: textOf(values, 'inputs'),
    inputsFile: textOf(values, 'inputs-file'),
    generated:
      generated === null
        ? null
        : {
            count: positiveInteger('--inputs-generated', generated),
            seed: seed === null ? 1 : wholeNumber('--seed', seed),
            ...(size === null ? {} : { size: itemSize(size) }),
          },
    inputsCount: count === null ? null : positiveInteger('--inputs-count', count),
  };
}

/**
 * Splits `src/square.ts#square` into file and function; a folder may have a `#` in its name.
 * @throws UsageError that shows the form
 */
export function splitTarget(written: string): { file: string; functionName: string } {
  const hash = written.lastIndexOf('#');
  const file = written.slice(0, Math.max(hash, 0));
  const functionName = written.slice(hash + 1);
  if (hash > 0 && functionName !== '' && !functionName.includes('/')) return { file, functionName };
  // `src/square.ts:3:10`, as editors and findings write a place.
  const path = (hash > 0 ? file : written).replace(/(?::\d+){1,2}$/, '');
  throw new UsageError(
    `Expected <file>#<function>, found "${written}". "parallel-profiler list ${path}" shows the functions of the file.`,
  );
}
