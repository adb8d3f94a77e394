import type { ObservedPass } from '../../model/measurement.ts';

/** Stands in the results for an item whose call threw. */
export class TaskFailure {
  readonly thrown: unknown;
  constructor(thrown: unknown) {
    this.thrown = thrown;
  }
}

/** Result of one pass over the items. `observed` only if requested. */
export interface Pass {
  results: unknown[];
  startedAtMs: number;
  endedAtMs: number;
  observed: ObservedPass | null;
}

/** One way to run all items, made ready once and then used for every pass. */
export interface Runner {
  /** Pool created until every worker had the module; 0 where nothing is started. */
  readonly startupMs: number;
  /** Items per message; `null` where nothing is sent. */
  readonly chunkSize: number | null;
  run(items: readonly unknown[], observe: boolean): Promise<Pass>;
  /** One run that counts for nothing; may stop early when `atMostMs` have passed. Returns how many items were run. */
  warm(items: readonly unknown[], atMostMs: number): Promise<number>;
  /** Process ids of the workers, if they are processes. */
  pids(): number[];
  /** Resident memory of the workers together; 0 where they are not processes, `null` where it is not known. */
  workerRssBytes(): number | null;
  stop(): Promise<void>;
  /** Ends the workers gently: each exits by itself. */
  finish(): Promise<void>;
}
