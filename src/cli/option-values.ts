import { closest } from '../report/closest.ts';
import { severityChoices, type SeverityOverrides } from '../report/override-severities.ts';
import { UsageError } from './usage.ts';

/** More cores than any machine has; simulating them takes seconds. */
export const MOST_CORES = 4096;
/** Each takes some megabytes, and time to start. */
export const MOST_WORKERS = 512;

/** Options as given on the command line. */
export type Values = Partial<Record<string, string | boolean | string[]>>;

/**
 * Returns the text of an option; `null` if it is absent.
 * @throws UsageError if it is empty
 */
export function textOf(values: Values, option: string): string | null {
  const value = values[option];
  if (typeof value !== 'string') return null;
  if (value.trim() === '') throw new UsageError(`--${option} expects a value, found an empty one.`);
  return value;
}

/**
 * Returns the text if it is one of the choices.
 * @throws UsageError otherwise
 */
export function oneOf<Choice extends string>(option: string, found: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((candidate) => candidate === found);
  if (choice !== undefined) return choice;
  const meant = closest(found, choices);
  throw new UsageError(
    `${option} expects ${inWords(choices)}, found "${found}".${meant === null ? '' : ` Did you mean ${meant}?`}`,
  );
}

/**
 * Parses 1, 2, 3 ...
 * @param orElse other values that the option accepts, for the message
 * @throws UsageError for any other text
 */
export function positiveInteger(option: string, found: string, orElse = ''): number {
  return number(option, found, `a whole number from 1${orElse}`, (value) => Number.isSafeInteger(value) && value >= 1);
}

/**
 * Parses 0, 1, 2 ...
 * @throws UsageError for any other text
 */
export function wholeNumber(option: string, found: string): number {
  return number(option, found, 'a whole number from 0', (value) => Number.isSafeInteger(value) && value >= 0);
}

/**
 * Parses a number above 0.
 * @throws UsageError for any other text
 */
export function positive(option: string, found: string): number {
  return number(option, found, 'a number above 0', (value) => Number.isFinite(value) && value > 0);
}

/**
 * Returns the `--severity code=level` options; the last one for a code wins.
 * @throws UsageError for an option in another form
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

/**
 * Splits a list such as a,b.
 * @throws UsageError for an empty item
 */
export function items(option: string, list: string): string[] {
  const found = list.split(',').map((item) => item.trim());
  if (found.includes('')) throw new UsageError(`${option} expects a list such as a,b, found "${list}".`);
  return [...new Set(found)];
}

/**
 * Parses 1, 2, 3 ... up to a limit.
 * @throws UsageError for any other text
 */
export function upTo(most: number, option: string, found: string, orElse = ''): number {
  const value = positiveInteger(option, found, orElse);
  if (value > most) throw new UsageError(`${option} expects at most ${most}, found "${found}".`);
  return value;
}

/**
 * Returns an option in percent; `null` if it is absent.
 * @throws UsageError unless it is above 0
 */
export function percentOf(values: Values, option: string): number | null {
  const value = textOf(values, option);
  return value === null ? null : positive(`--${option}`, value.replace(/\s*%$/, ''));
}

/**
 * Returns the option --redis; `null` if it is absent.
 * @throws UsageError unless it is an address of Redis
 */
export function redisOf(values: Values): string | null {
  const redis = textOf(values, 'redis');
  if (redis === null || /^rediss?:\/\/[^\s]+$/.test(redis)) return redis;
  throw new UsageError(`--redis expects an address such as redis://localhost:6379, found "${redis}".`);
}

function number(option: string, found: string, expected: string, accept: (value: number) => boolean): number {
  const value = /^[\d.]+(e\d+)?$/i.test(found) ? Number(found) : Number.NaN;
  if (!accept(value)) throw new UsageError(`${option} expects ${expected}, found "${found}".`);
  return value;
}

function inWords(choices: readonly string[]): string {
  return choices.length < 2 ? choices.join('') : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1) ?? ''}`;
}
