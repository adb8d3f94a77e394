/**
 * `base` to the power of `exponent`. A function of several parameters takes one tuple per call.
 *
 * @inputs [[2, 3], [3, 3], [4, 3]]
 */
export function power(base: number, exponent: number): number {
  return base ** exponent;
}
