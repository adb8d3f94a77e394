import type { Machine } from '../model/measurement.ts';

/** CPUs that the measured processes could use at once; a control group's quota makes it a fraction. At least a tenth. */
export function usableCores(machine: Machine | null): number {
  if (!machine) return 1;
  const quota = machine.cpuQuota ?? Infinity;
  return Math.max(0.1, Math.min(machine.availableParallelism, quota));
}
