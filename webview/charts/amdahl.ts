/** Speedup that a serial share leaves possible on so many workers (Amdahl 1967). */
export function amdahlSpeedup(serialShare: number, workers: number): number {
  return 1 / (serialShare + (1 - serialShare) / workers);
}
