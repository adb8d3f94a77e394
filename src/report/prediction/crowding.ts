/**
 * Returns how much longer the computing part of a task takes if workers need more cores than there are and share them.
 * @param demand cores that one worker keeps busy while it executes, on average, including its helper threads
 */
export function crowding(workers: number, cores: number, demand: number): number {
  return Math.max(1, Math.max(0, 1 - demand) + (demand * workers) / Math.max(cores, 0.1));
}
