export const samples = [
  [9, 1, 5],
  [2, 8, 4],
  [7, 3, 6],
];

/**
 * The middle value. `sort` sorts the caller's own array in place; a worker sorts a copy, and the caller's array stays as
 * it was. The result is the same, what is left behind is not.
 *
 * @inputs samples
 */
export function median(values: number[]): number | undefined {
  values.sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)];
}
