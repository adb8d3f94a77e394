import { describe, expect, it } from 'vitest';
import { randomIndex, seededRandom } from '../../src/math/seeded-random.ts';

const draw = (seed: number, count: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
};

describe('seededRandom', () => {
  it('gives the same numbers for the same seed and others for another', () => {
    expect(draw(5, 20)).toEqual(draw(5, 20));
    expect(draw(5, 20)).not.toEqual(draw(6, 20));
  });

  it.each([0, 1, 2, -1, 4294967295, 1.5])('is even over 0 to 1 from seed %d', (seed) => {
    const numbers = draw(seed, 20_000);
    const tenths = new Array<number>(10).fill(0);
    for (const number of numbers) tenths[Math.floor(number * 10)] = (tenths[Math.floor(number * 10)] ?? 0) + 1;
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    // 2000 each with a standard deviation of 42; six of those on both sides.
    for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(255);
  });

  it('has no correlation between neighbours', () => {
    const numbers = draw(3, 20_000);
    const shifted = [...numbers.slice(1), 0.5];
    const product = numbers.reduce((sum, number, index) => sum + (number - 0.5) * ((shifted[index] ?? 0.5) - 0.5), 0);
    expect(Math.abs(product / numbers.length)).toBeLessThan(0.003);
  });
});

describe('randomIndex', () => {
  it('reaches every index and no other', () => {
    const random = seededRandom(1);
    const seen = new Set(Array.from({ length: 500 }, () => randomIndex(random, 7)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});
