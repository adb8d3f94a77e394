import { describeValue } from '../describe-value.ts';

/**
 * The last parameter of the constructors of shared objects is for the library, which passes the state of an object that
 * came from another worker.
 * @throws {TypeError} for anything else that a caller passes there
 */
export function checkCell(owner: string, cell: unknown, advice = ''): void {
  if (cell === undefined || (typeof cell === 'object' && cell !== null && 'callSync' in cell)) return;
  throw new TypeError(`Expected no such argument for ${owner}, found ${describeValue(cell)}.${advice}`);
}
