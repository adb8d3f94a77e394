import { describeValue } from '../describe-value.ts';

/**
 * Rejects a caller's value for the last parameter of a shared object's constructor. It is reserved for the library,
 * which passes the state of an object received from another worker.
 * @throws {TypeError} for any other value
 */
export function checkCell(owner: string, cell: unknown, advice = ''): void {
  if (cell === undefined || (typeof cell === 'object' && cell !== null && 'callSync' in cell)) return;
  throw new TypeError(`Expected no such argument for ${owner}, found ${describeValue(cell)}.${advice}`);
}
