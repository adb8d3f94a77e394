import type { StrategyName } from './plan.ts';

/**
 * How a team profiles its functions: the file `.vscode/parallel-profiler.json`, kept with the code. What a person gives for a
 * run, and what was remembered for a function, goes before it; it goes before what is found in the source and before settings.
 */
export interface TeamFile {
  /** The JSON Schema that an editor checks this file with. */
  $schema?: string;
  /** By function: `src/images.ts#resize`, with the path of the file from the folder that has `.vscode` in it. */
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
   * A JSON file with an array of items; the path is from the folder that has `.vscode` in it.
   * @pattern \S
   */
  inputsFile?: string;
  /** Inputs made from the types of the parameters. */
  generated?: TeamSeed;
  /**
   * Exactly so many items: the first ones, or all of them again from the start.
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
   * The same seed gives the same items; 1 where none is given.
   * @asType integer
   * @minimum 0
   * @maximum 9007199254740991
   */
  seed?: number;
}

/**
 * @asType integer
 * @minimum 1
 * @maximum 9007199254740991
 */
type WorkerCount = number;
