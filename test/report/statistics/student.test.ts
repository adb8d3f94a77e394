import { describe, expect, it } from 'vitest';
import { studentLimit, studentTails } from '../../../src/report/statistics/student.ts';

describe("Student's t", () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2: both tails.
  it.each([
    [1, 0.05, 12.706],
    [2, 0.05, 4.303],
    [5, 0.05, 2.571],
    [10, 0.05, 2.228],
    [30, 0.05, 2.042],
    [3, 0.002, 10.215],
    [9, 0.002, 4.297],
    [30, 0.002, 3.385],
  ])('with %d degrees of freedom exceeds its table value with probability %d', (free, tails, t) => {
    expect(studentLimit(tails, free)).toBeCloseTo(t, 2);
    expect(studentTails(t, free)).toBeCloseTo(tails, 4);
    expect(studentTails(-t, free)).toBe(studentTails(t, free));
  });
});
