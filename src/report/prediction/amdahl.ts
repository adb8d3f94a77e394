/** Amdahl's law (1967): the speedup on `cores` when the share `serialFraction` of the work cannot be divided. */
export function amdahlSpeedup(serialFraction: number, cores: number): number {
  return 1 / (serialFraction + (1 - serialFraction) / cores);
}

/**
 * The serial fraction that a measured speedup amounts to (Karp and Flatt, 1990): (1/S - 1/W) / (1 - 1/W), kept within 0
 * and 1. It takes in everything that kept the speedup from W, not only serial code.
 *
 * @returns `null` for one worker, which says nothing about it
 */
export function karpFlattFraction(speedup: number, workers: number): number | null {
  if (workers <= 1) return null;
  return Math.min(1, Math.max(0, (1 / speedup - 1 / workers) / (1 - 1 / workers)));
}
