/** Says which worker it is. What a profiled function prints is kept in the report. */
export function worker(num: number): void {
  console.log(`Worker: ${num}`);
}

/** Five of them, one after the other: the loop is where the profiler finds the inputs. */
export function main(): void {
  for (const num of [0, 1, 2, 3, 4]) worker(num);
}
