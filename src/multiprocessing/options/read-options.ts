import { describeValue } from '../describe-value.ts';
import { explainUnknownOption } from './option-names.ts';

/** Throws a TypeError or RangeError with the option's name unless the option accepts the value. */
export type OptionCheck = (name: string, value: unknown) => void;

/** Options of a call without options. */
const none = {};

/** The options of a call: each name with its check. Leaving out a member of the type is a compile error. */
export interface OptionTable<O extends object> {
  checks: Readonly<Required<Record<keyof O & string, OptionCheck>>>;
  /** The option that a caller probably meant by passing a value in place of the options. */
  positional?: string;
}

/**
 * Returns a copy of the options, which may have only names of the table, with values that their checks accept.
 * `undefined` counts as left out. All options of `O` must be optional.
 * @param owner the call as the user writes it, such as `pool.map`
 * @throws {TypeError} for unknown names and for anything but an object; what the checks throw
 */
export function readOptions<O extends object>(owner: string, options: unknown, table: OptionTable<O>): O {
  if (options === undefined) return none as O;
  if (!isOptionObject(options)) throw new TypeError(explainMisplaced(owner, options, table));
  const checks = table.checks as Readonly<Record<string, OptionCheck | undefined>>;
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(checks, name)) {
      throw new TypeError(explainUnknownOption(owner, Object.keys(checks), name));
    }
  }
  const read: Record<string, unknown> = {};
  for (const [name, check] of Object.entries(checks)) {
    const value = options[name];
    if (value === undefined) continue;
    check?.(name, value);
    read[name] = value;
  }
  return read as O;
}

/**
 * Returns whether the value is an object, possibly of a user's class, but not an array, promise, date or shared object.
 */
function isOptionObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  if (Object.prototype.toString.call(value) !== '[object Object]') return false;
  return Object.keys(value).length > 0 || isPlain(value) ? !('onlyAsArgument' in value) : false;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function explainMisplaced<O extends object>(owner: string, found: unknown, table: OptionTable<O>): string {
  const message = `Expected the options of ${owner} as an object, found ${describeValue(found)}.`;
  const { positional, checks } = table;
  if (positional === undefined || found === null) return message;
  try {
    (checks as Readonly<Record<string, OptionCheck | undefined>>)[positional]?.(positional, found);
  } catch {
    // The value was not meant for that option, so there is nothing to suggest.
    return message;
  }
  const isShort = typeof found === 'number' || typeof found === 'boolean' || typeof found === 'string';
  return `${message} Write { ${isShort ? `${positional}: ${describeValue(found)}` : `${positional}: ...`} }.`;
}
