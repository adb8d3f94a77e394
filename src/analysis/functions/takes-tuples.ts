import type { Parameter } from '../../model/target.ts';

/** Returns whether an array item is passed as the list of arguments; see `Spreading` in `model/inputs.ts`. */
export function takesTuples(parameters: readonly Parameter[]): boolean {
  return parameters.some(({ rest }) => rest) || parameters.filter(({ optional }) => !optional).length > 1;
}

/** A number, string or boolean, or a union of them and their literals. */
const PRIMITIVE = /^(?:number|string|boolean|bigint|null|undefined|true|false|-?[\d.]+|'[^']*'|"[^"]*")$/;

/**
 * Returns whether given items that are arrays are lists of arguments: also where the first parameter is enough, but cannot
 * be an array.
 */
export function spreadsArrays(parameters: readonly Parameter[]): boolean {
  const type = parameters[0]?.type;
  const isPrimitive = type?.split('|').every((part) => PRIMITIVE.test(part.trim()));
  return takesTuples(parameters) || (parameters.length > 1 && isPrimitive === true);
}

/** Returns whether the user chooses how items are passed: the first parameter is enough, and others are optional. */
export function mayTakeTuples(parameters: readonly Parameter[]): boolean {
  return parameters.length > 1 && !takesTuples(parameters);
}

/** Splits `...[[1, { factor: 2 }]]`: the dots ask to spread each item into the arguments. */
export function readSpread(written: string): { expression: string; spread: true | undefined } {
  const expression = written.trimStart();
  return expression.startsWith('...')
    ? { expression: expression.slice(3), spread: true }
    : { expression: written, spread: undefined };
}
