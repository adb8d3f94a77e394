import type { DescribedFinding, FindingCode } from './finding.ts';
import type { StrategyName } from './plan.ts';
import type { Commit, Confidence, Estimate, Outcome, VerdictPart } from './report.ts';

/**
 * Whether a difference exceeds that between two runs of the same code: `better` and `worse` are beyond the noise,
 * `same` is within it, `unknown` means that a single round leaves no interval to judge by.
 */
export type Judgement = 'better' | 'worse' | 'same' | 'unknown';

/** A number in both runs. */
export interface Change {
  before: Estimate;
  after: Estimate;
  /** after / before */
  ratio: number;
  /** 95% interval of the ratio; `null` when one of the two has none. */
  ci95: [number, number] | null;
  judgement: Judgement;
}

/** How long single items took in the observed pass. */
export interface TaskSummary {
  p50Ms: number;
  p95Ms: number;
  maxMs: number;
}

/** One strategy at one worker count, measured in both runs. */
export interface StrategyComparison {
  name: StrategyName;
  workers: number;
  chunkSize: { before: number | null; after: number | null };
  /** Wall time per item in ms: a pass divided by its items, so that runs over different numbers of items compare. */
  itemMs: Change;
  /** `null` for the baseline, whose speedup is 1 by definition. */
  speedup: Change | null;
  /** `null` if one of the passes was not observed. */
  tasks: { before: TaskSummary; after: TaskSummary } | null;
  /** Doubts about either number, as `StrategyResult.doubts`. */
  doubts: FindingCode[];
}

/** A strategy that only one of the runs measured. */
export interface UnmatchedStrategy {
  name: StrategyName;
  workers: number;
  chunkSize: number | null;
  speedup: number;
}

/** Differences between the runs other than the code, which may explain a difference in speed. */
export interface ComparisonWarning {
  code:
    | 'function'
    | 'inputs'
    | 'machine'
    | 'node'
    | 'power'
    | 'load'
    | 'chunk-size'
    | 'partial'
    | 'confidence'
    | 'baseline'
    | 'all-alike';
  message: string;
}

/** Headings of the two columns of a comparison. */
export interface ComparedRun {
  /** As `Report.target`. */
  file: string;
  name: string;
  /** ISO 8601. */
  startedAt: string;
  commit: Commit | null;
  status: Outcome['status'];
  confidence: Confidence;
  verdict: VerdictPart[];
  /** In words. */
  inputs: string;
  /** In words; `null` if the run ended before the machine was inspected. */
  machine: string | null;
  nodeVersion: string | null;
}

/** Two reports side by side: what `parallel-profiler compare --format json` prints. */
export interface Comparison {
  version: 2;
  before: ComparedRun;
  after: ComparedRun;
  verdict: VerdictPart[];
  /**
   * Judgement of the strategy that is the subject of the verdict: its time, or its speedup if the time did not change;
   * `unknown` if one of the runs is not a valid measurement.
   */
  judgement: Judgement;
  /** Subject of the verdict: an index in `strategies`, or `null` if the runs have no configuration in common. */
  headline: number | null;
  /** Baseline first, then as in the later report. */
  strategies: StrategyComparison[];
  onlyBefore: UnmatchedStrategy[];
  onlyAfter: UnmatchedStrategy[];
  /** Findings about the code and the run, not about the measurement. */
  findings: { appeared: DescribedFinding[]; gone: DescribedFinding[] };
  warnings: ComparisonWarning[];
}
