import { closest } from './closest.ts';
import { severityChoices, type SeverityOverrides } from '../report/override-severities.ts';
import { UsageError } from './usage.ts';

/** Options as the command line had them. */
export type Values = Partial<Record<string, string | boolean | string[]>>;

/**
 * The text of an option; `null` where it was not given.
 * @throws UsageError when it is empty
 */
export function textOf(values: Values, option: string): string | null {
  const value = values[option];
  if (typeof value !== 'string') return null;
  if (value.trim() === '') throw new UsageError(`--${option} expects a value, found an empty one.`);
  return value;
}

/** @throws UsageError unless the text is one of the choices */
export function oneOf<Choice extends string>(option: string, found: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((candidate) => candidate === found);
  if (choice !== undefined) return choice;
  const meant = closest(found, choices);
  throw new UsageError(
    `${option} expects ${inWords(choices)}, found "${found}".${meant === null ? '' : ` Did you mean ${meant}?`}`,
  );
}

/**
 * @param orElse what else the option takes, for the message
 * @throws UsageError unless the text is 1, 2, 3 ...
 */
export function positiveInteger(option: string, found: string, orElse = ''): number {
  return number(option, found, `a whole number from 1${orElse}`, (value) => Number.isSafeInteger(value) && value >= 1);
}

/** @throws UsageError unless the text is 0, 1, 2 ... */
export function wholeNumber(option: string, found: string): number {
  return number(option, found, 'a whole number from 0', (value) => Number.isSafeInteger(value) && value >= 0);
}

/** @throws UsageError unless the text is a number above 0 */
export function positive(option: string, found: string): number {
  return number(option, found, 'a number above 0', (value) => Number.isFinite(value) && value > 0);
}

/**
 * The `--severity code=level` options; a later one of the same code counts.
 * @throws UsageError for one that is not written so
 */
export function severitiesOf(values: Values): SeverityOverrides {
  const written = values['severity'];
  const entries = (Array.isArray(written) ? written : []).map((found) => {
    const [code, level, ...others] = found.split('=');
    if (code === undefined || code === '' || level === undefined || others.length > 0)
      throw new UsageError(`--severity expects <code>=<level>, such as process-exit=error; found "${found}".`);
    return [code, oneOf('--severity', level, severityChoices)] as const;
  });
  return Object.fromEntries(entries);
}

function number(option: string, found: string, expected: string, accept: (value: number) => boolean): number {
  const value = /^[\d.]+(e\d+)?$/i.test(found) ? Number(found) : Number.NaN;
  if (!accept(value)) throw new UsageError(`${option} expects ${expected}, found "${found}".`);
  return value;
}

function inWords(choices: readonly string[]): string {
  return choices.length < 2 ? choices.join('') : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1) ?? ''}`;
}
