/** Amdahl's law (1967): the speedup on `cores` when the share `serialFraction` of the work cannot be divided. */
export function amdahlSpeedup(serialFraction: number, cores: number): number {
  return 1 / (serialFraction + (1 - serialFraction) / cores);
}

/**
 * Returns the serial fraction that corresponds to a measured speedup (Karp and Flatt, 1990): (1/S - 1/W) / (1 - 1/W),
 * clamped to 0 and 1. It includes everything that kept the speedup below W, not only serial code.
 *
 * @returns `null` for one worker, for which it is undefined
 */
export function karpFlattFraction(speedup: number, workers: number): number | null {
  if (workers <= 1) return null;
  return Math.min(1, Math.max(0, (1 / speedup - 1 / workers) / (1 - 1 / workers)));
}

/** Amdahl's bound of a pool: `workerSpeed` times Amdahl's law. */
export interface AmdahlBound {
  /** Share of the work that cannot be divided. */
  serialFraction: number;
  /** Speed of one worker against the serial run, at least 1. */
  workerSpeed: number;
}

/**
 * Returns the tightest bound of Amdahl's form that none of the speedups exceeds: the smallest Karp-Flatt fraction among
 * them. If a pool is faster than its number of workers, one worker is assumed to be that much faster than the serial
 * run.
 */
export function boundSpeedups(points: readonly { cores: number; speedup: number }[]): AmdahlBound {
  const workerSpeed = Math.max(1, ...points.map(({ cores, speedup }) => speedup / cores));
  const fractions = points.flatMap(({ cores, speedup }) => karpFlattFraction(speedup / workerSpeed, cores) ?? []);
  return { serialFraction: fractions.length > 0 ? Math.min(...fractions) : 0, workerSpeed };
}

/** The bound at so many cores. */
export function boundAt({ serialFraction, workerSpeed }: AmdahlBound, cores: number): number {
  return workerSpeed * amdahlSpeedup(serialFraction, cores);
}
