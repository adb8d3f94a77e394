/**
 * The position of an element among all elements, given its position without those that were taken out.
 * @param out positions among all of what was taken out, in ascending order
 */
export function positionAmongAll(position: number, out: readonly number[]): number {
  let found = position;
  for (const each of out) if (each <= found) found++;
  return found;
}
