import type { Parameter } from '../../model/target.ts';

/** Returns whether an array item is passed as the list of arguments; see `Spreading` in `model/inputs.ts`. */
export function takesTuples(parameters: readonly Parameter[]): boolean {
  return parameters.some(({ rest }) => rest) || parameters.filter(({ optional }) => !optional).length > 1;
}
