/** Options of a worker of a queue. */
export interface BullMQWorkerOptions {
  /** Address of Redis. Default: `redis://localhost:6379`. */
  redis?: string;
  /** Name of the queue. Default: `parallel-profiler`. */
  queue?: string;
  /** Folder of the project: only modules below it are loaded, without installed packages. Default: the working folder. */
  root?: string;
  /** Number of processes, each of which runs one job at a time. Default: `os.availableParallelism()`. */
  concurrency?: number;
  /** After this time without a sign of life, in ms, a worker counts as lost and its jobs run elsewhere. Default 30 s. */
  lostAfter?: number;
  /** Receives one line for each change of state. */
  log?: (line: string) => void;
}

/** A running worker of a queue. */
export interface QueueWorker {
  /** Resolves when it can take jobs. */
  ready(): Promise<void>;
  /**
   * Takes no more jobs, and ends.
   * @param options `force`: end without waiting for running jobs, which then run again in another worker
   */
  close(options?: { force?: boolean }): Promise<void>;
}
