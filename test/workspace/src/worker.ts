/** Prints which worker runs it. The report keeps the output of a profiled function. */
export function worker(num: number): void {
  console.log(`Worker: ${num}`);
}

/** Five of them, one after the other: the loop is where the profiler finds the inputs. */
export function main(): void {
  for (const num of [0, 1, 2, 3, 4]) worker(num);
}
