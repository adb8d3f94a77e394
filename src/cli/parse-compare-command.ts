import { comparisonFormats, type CompareCommand } from './commands.ts';
import { oneOf, positive, textOf, type Values } from './option-values.ts';
import { UsageError } from './usage.ts';

/**
 * Parses the arguments of `compare`.
 * @throws UsageError unless there are two files
 */
export function parseCompareCommand(values: Values, positionals: string[]): CompareCommand {
  const [before, after, ...others] = positionals;
  if (before === undefined || after === undefined || others.length > 0)
    throw new UsageError(
      `Expected two reports, <before.json> <after.json>, found ${positionals.length === 0 ? 'none' : positionals.map((file) => `"${file}"`).join(' ')}. Write them with: parallel-profiler run … --format json --out before.json`,
    );
  const percent = (option: string): number | null => {
    const value = textOf(values, option);
    return value === null ? null : positive(`--${option}`, value.replace(/\s*%$/, ''));
  };
  return {
    command: 'compare',
    before,
    after,
    format: oneOf('--format', textOf(values, 'format') ?? 'text', comparisonFormats),
    maxSlowdown: percent('max-slowdown'),
    maxSpeedupLoss: percent('max-speedup-loss'),
    out: textOf(values, 'out'),
  };
}
