/** Expected speedup of a queue with workers on several machines like the measured one. */
export interface FarmPoint {
  machines: number;
  /** Cores of each machine, with a worker process for each. */
  cores: number;
  workers: number;
  /** Items per job: as requested, or the fewest that nearly reach the best speedup. */
  chunkSize: number;
  speedup: number;
  /** 95% interval. */
  low: number;
  high: number;
}
