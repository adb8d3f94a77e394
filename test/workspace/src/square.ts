export const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/**
 * The square of a number: the "hello, world" of process pools. It is over in nanoseconds, so a report on it shows what
 * a message to a worker costs, and that workers cannot help.
 *
 * The tag names a constant of this file; any expression that is valid here will do.
 *
 * @inputs numbers
 */
export function square(number: number): number {
  return number * number;
}
