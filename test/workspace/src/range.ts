/** The whole numbers from `start` up to, and without, `end`; with one argument from 0. */
export function range(start: number, end?: number): number[] {
  const [first, last] = end === undefined ? [0, start] : [start, end];
  const numbers: number[] = [];
  for (let number = first; number < last; number++) numbers.push(number);
  return numbers;
}
