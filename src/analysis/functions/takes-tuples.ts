import type { Parameter } from '../../model/target.ts';

/** Whether an item that is an array is meant as the list of arguments; see `Spreading` in `model/inputs.ts`. */
export function takesTuples(parameters: readonly Parameter[]): boolean {
  return parameters.some(({ rest }) => rest) || parameters.filter(({ optional }) => !optional).length > 1;
}
