/** A generator of numbers from 0 (inclusive) to 1 (exclusive), reproducible from its seed. */
export type Random = () => number;

/**
 * Creates a generator: xoshiro128** of Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators" (2021).
 * Its state is filled by SplitMix-style mixing, so that neighbouring seeds give unrelated numbers.
 */
export function seededRandom(seed: number): Random {
  let mixed = seed >>> 0;
  const next = (): number => {
    mixed = (mixed + 0x9e3779b9) >>> 0;
    let z = mixed;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
  let a = next();
  let b = next();
  let c = next();
  let d = next();
  return () => {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result / 0x1_0000_0000;
  };
}

/** Returns a random integer from 0 (inclusive) to `count` (exclusive). */
export function randomIndex(random: Random, count: number): number {
  return Math.floor(random() * count);
}

/** Returns a standard normal number (Box-Muller transform). */
export function standardNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
