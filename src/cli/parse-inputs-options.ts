import type { RunCommand } from './commands.ts';
import { positiveInteger, textOf, type Values, wholeNumber } from './option-values.ts';
import { UsageError } from './usage.ts';

/** At most one of them. */
const inputOptions = ['inputs', 'inputs-file', 'inputs-generated'] as const;

/**
 * Parses the options of `run` that select the inputs.
 * @throws UsageError
 */
export function parseInputsOptions(
  values: Values,
): Pick<RunCommand, 'inputs' | 'inputsFile' | 'generated' | 'inputsCount'> {
  const given = inputOptions.filter((option) => values[option] !== undefined).map((option) => `--${option}`);
  if (given.length > 1)
    throw new UsageError(`Expected one kind of inputs, found both ${given.join(' and ')}. Leave one out.`);
  const generated = textOf(values, 'inputs-generated');
  const seed = textOf(values, 'seed');
  if (seed !== null && generated === null)
    throw new UsageError('--seed goes with --inputs-generated <n>, found it alone. Give both, or leave it out.');
  const count = textOf(values, 'inputs-count');
  return {
    inputs: textOf(values, 'inputs'),
    inputsFile: textOf(values, 'inputs-file'),
    generated:
      generated === null
        ? null
        : {
            count: positiveInteger('--inputs-generated', generated),
            seed: seed === null ? 1 : wholeNumber('--seed', seed),
          },
    inputsCount: count === null ? null : positiveInteger('--inputs-count', count),
  };
}
