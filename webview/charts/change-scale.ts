import type { Change } from '../../src/model/comparison.ts';

/** Where to draw a change, as shares of the width from 0 to 1; no change is in the middle. */
export interface ChangeMark {
  at: number;
  /** Ends of the interval; both equal `at` if there is none. */
  from: number;
  to: number;
}

/** Smallest factor for half the width, so that noise does not fill the chart. */
const LEAST = 1.1;

/**
 * Returns a scale for changes drawn below each other. It is logarithmic, so that double and half are equally far from
 * the middle.
 * @returns the factor at the right end, and the position of a change
 */
export function changeScale(changes: readonly Change[]): { end: number; markOf: (change: Change) => ChangeMark } {
  const factors = changes.flatMap(({ ratio, ci95 }) => [ratio, ...(ci95 ?? [])]);
  const distances = factors
    .filter((factor) => factor > 0 && Number.isFinite(factor))
    .map((each) => Math.abs(Math.log(each)));
  const reach = Math.max(Math.log(LEAST), ...distances);
  const place = (factor: number): number =>
    factor > 0 ? Math.min(1, Math.max(0, 0.5 + Math.log(factor) / reach / 2)) : 0;
  return {
    end: Math.exp(reach),
    markOf: ({ ratio, ci95 }) => {
      const [from, to] = ci95 ?? [ratio, ratio];
      return { at: place(ratio), from: place(from), to: place(to) };
    },
  };
}
