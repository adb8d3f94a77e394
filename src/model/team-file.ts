import type { StrategyName } from './plan.ts';

/**
 * How a team profiles its functions: the file `.vscode/parallel-profiler.json`, kept with the code. Options of a run
 * and inputs remembered for a function take precedence over it. It takes precedence over inputs found in the source and
 * over settings.
 */
export interface TeamFile {
  /** The JSON Schema that an editor uses to check this file. */
  $schema?: string;
  /** Keyed by function: `src/images.ts#resize`, with a path relative to the folder that contains `.vscode`. */
  profiles?: Record<TeamKey, TeamProfile>;
}

/** @pattern ^[^#\\][^\\]*#[^\\]+$ */
type TeamKey = string;

/** How one function is profiled. At most one of `inputs`, `inputsFile` and `generated`. */
export interface TeamProfile {
  /**
   * A TypeScript expression that yields an array with one item per call, evaluated inside the function's own file.
   * @pattern \S
   */
  inputs?: string;
  /**
   * A JSON file with an array of items; the path is relative to the folder that contains `.vscode`.
   * @pattern \S
   */
  inputsFile?: string;
  /** Inputs generated from the parameter types. */
  generated?: TeamSeed;
  /**
   * Exact number of items: the first ones, or all of them repeated from the start.
   * @asType integer
   * @minimum 1
   * @maximum 9007199254740991
   */
  count?: number;
  /**
   * Seconds that one run may measure.
   * @exclusiveMinimum 0
   */
  budgetSeconds?: number;
  /**
   * Worker counts to measure.
   * @minItems 1
   */
  workers?: WorkerCount[];
  /**
   * Strategies to compare with the serial run, which is always measured.
   * @minItems 1
   */
  strategies?: StrategyName[];
  /**
   * Percent by which the time per item may grow between two commits, beyond the noise, before `compare --team` fails.
   * @exclusiveMinimum 0
   */
  maxSlowdown?: number;
  /**
   * Speedup that the function must reach in some pool. `run` exits with 1 below it; in the Testing view it decides by the 95%
   * interval.
   * @exclusiveMinimum 0
   */
  minSpeedup?: number;
}

/** Inputs made from parameter types. */
interface TeamSeed {
  /**
   * Items.
   * @asType integer
   * @minimum 1
   * @maximum 9007199254740991
   */
  count: number;
  /**
   * The same seed gives the same items. Default 1.
   * @asType integer
   * @minimum 0
   * @maximum 9007199254740991
   */
  seed?: number;
  /**
   * Size of the items. Default: the size at which a trial call takes some milliseconds.
   * @asType integer
   * @minimum 0
   * @maximum 40
   */
  size?: number;
}

/**
 * @asType integer
 * @minimum 1
 * @maximum 9007199254740991
 */
type WorkerCount = number;
