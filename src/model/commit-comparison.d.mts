import type { InputsSource } from './inputs.mjs';
import type { Machine, ResultComparison } from './measurement.mjs';
/**
 * `faster` and `slower`: head relative to base, beyond chance. `same`: no difference larger than 2%. `unresolved`: the
 * budget ended before either was certain.
 */
export type CommitOutcome = 'faster' | 'slower' | 'same' | 'unresolved';
export type ComparedSide = 'base' | 'head';
/** One side of the comparison. */
export interface ComparedCommit {
  /** Hexadecimal, in full. */
  id: string;
  /** First line of its message. */
  subject: string;
  /** Whether the files of the working tree were measured instead of the commit's. */
  isWorktree: boolean;
}
/** One pair of fresh processes, one per commit. JIT results vary between processes. */
export interface ComparedReplica {
  /** Milliseconds for all items, one value per round. The order is base, head, head, base, then the reverse, and so on; with one round each, base, head. */
  baseMs: number[];
  headMs: number[];
  /** Which of the two ran first. */
  first: 'base' | 'head';
}
/** Whether the two commits return the same for every item. */
export interface ComparedCommitResults extends ResultComparison {
  /** Whether the base returns the same in a second call and in a fresh process; `null` if nothing differed. */
  deterministic: boolean | null;
  /** Items for which the function threw. */
  failedItems: {
    base: number;
    head: number;
  };
}
/** One function at two commits: what `parallel-profiler compare --commits --format json` prints. */
export interface CommitComparison {
  version: 1;
  /** ISO 8601. */
  startedAt: string;
  /** Milliseconds from start to end, including the checkouts. */
  durationMs: number;
  /** Milliseconds that the measurement took. */
  measuredMs: number;
  /** `file` is relative to the root of the repository. */
  target: {
    file: string;
    name: string;
  };
  base: ComparedCommit;
  head: ComparedCommit;
  inputs: {
    /** Items per pass. */
    count: number;
    source: InputsSource;
    /** TypeScript; `null` for a file. */
    expression: string | null;
    /** Absolute path; `null` for an expression. */
    file: string | null;
    /** The first items as text. */
    preview: string[];
  };
  /** Only the serial run is compared; a pool adds noise that hides small differences. */
  strategy: 'serial';
  outcome: CommitOutcome;
  /** Time at head over time at base; `null` with fewer than three replicas. */
  ratio: {
    value: number;
    ci95: [number, number];
  } | null;
  replicas: ComparedReplica[];
  results: ComparedCommitResults;
  machine: Machine;
  /** Other possible explanations of a difference, one sentence each. */
  warnings: string[];
}
//# sourceMappingURL=commit-comparison.d.mts.map
