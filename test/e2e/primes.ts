/** A module with a task for a pool. */
export const primes = `/** Counts the prime numbers below a limit. */
export function countPrimes(limit) {
  let found = 0;
  for (let number = 2; number < limit; number++) {
    let factor = 2;
    while (factor * factor <= number && number % factor !== 0) factor++;
    if (factor * factor > number) found++;
  }
  return found;
}
`;
