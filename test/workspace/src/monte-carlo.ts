import { randomNumbers } from './random-numbers.ts';
import { range } from './range.ts';

const pointsPerCall = 1_000_000;

/**
 * Estimates pi by throwing points at a square and counting those inside the circle. Sixty-four independent calls with a
 * seed each: real work, evenly spread, with hardly anything to send. This is what workers are for.
 *
 * @param seed Makes the call's own stream of random numbers, so that the result does not depend on who computes it.
 * @inputs range(64)
 */
export function estimatePi(seed: number): number {
  const random = randomNumbers(seed);
  let inside = 0;
  for (let point = 0; point < pointsPerCall; point++) {
    const x = random();
    const y = random();
    if (x * x + y * y <= 1) inside++;
  }
  return (4 * inside) / pointsPerCall;
}

/** The mean of all estimates is better than each of them. */
export function meanEstimate(): number {
  const estimates = range(64).map(estimatePi);
  return estimates.reduce((sum, estimate) => sum + estimate, 0) / estimates.length;
}
