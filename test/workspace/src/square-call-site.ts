/** The same square without a tag: the profiler takes its inputs from the call below. */
export function square(number: number): number {
  return number * number;
}

/** 4, 9 and 16. */
export const squares = [2, 3, 4].map(square);
