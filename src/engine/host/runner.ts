import type { ObservedPass } from '../../model/measurement.ts';

/** Replaces the result of an item whose call threw. */
export class TaskFailure {
  readonly thrown: unknown;
  constructor(thrown: unknown) {
    this.thrown = thrown;
  }
}

/** The result of one pass over the items. `observed` is set only if requested. */
export interface Pass {
  results: unknown[];
  startedAtMs: number;
  endedAtMs: number;
  observed: ObservedPass | null;
}

/** One way to run all items, prepared once and then used for every pass. */
export interface Runner {
  /** Time from creating the pool until every worker had loaded the module; 0 if nothing is started. */
  readonly startupMs: number;
  /** Items per message; `null` if no messages are sent. */
  readonly chunkSize: number | null;
  run(items: readonly unknown[], observe: boolean): Promise<Pass>;
  /** Runs the items once without measuring; may stop early after `atMostMs`. Returns the number of items run. */
  warm(items: readonly unknown[], atMostMs: number): Promise<number>;
  /** Returns the process ids of workers that are processes. */
  pids(): number[];
  /** Returns the resident memory of all worker processes: 0 for other workers, `null` if unknown. */
  workerRssBytes(): number | null;
  stop(): Promise<void>;
  /** Lets the workers exit by themselves. */
  finish(): Promise<void>;
}
