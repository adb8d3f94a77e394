/**
 * Workers that need more than the cores there are share them: the part of a task that computes takes so much longer.
 * @param demand cores that one worker keeps busy while it executes, on average, with the threads that help it
 */
export function crowding(workers: number, cores: number, demand: number): number {
  return Math.max(1, Math.max(0, 1 - demand) + (demand * workers) / Math.max(cores, 0.1));
}
