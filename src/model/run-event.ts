import type { Audit } from './audit.ts';
import type { ComparedCommitResults, ComparedReplica, ComparedSide } from './commit-comparison.ts';
import type { ErrorData } from './error-data.ts';
import type { FoundFarm } from './farm.ts';
import type { LineSamples } from './hot-lines.ts';
import type { CeilingReadings, Machine, Measurement, MemoryReadings, Neighbour, Round } from './measurement.ts';
import type { SizeChoice } from './inputs.ts';
import type { Configuration } from './plan.ts';

/** The part of a run that the engine is working on. */
export type EngineStage = 'size' | 'load' | 'serial' | 'start' | 'rounds' | 'observe' | 'profile';

/** An item of the first serial pass whose call lasts. */
export interface LongItem {
  /** Counted from 0, among all items. */
  item: number;
  /** As text; `null` if it is not known. */
  input: string | null;
  forMs: number;
}

/** An item that was skipped on request, after its call had lasted so long. */
export type SkippedItem = LongItem;

/** An event of a run, in the order in which the engine reports them. `done` or `failed` is the last. */
export type RunEvent =
  | { type: 'machine'; machine: Machine }
  /** Answers a request for the side effects of the calls. */
  | { type: 'audited'; audit: Audit }
  /** Answers a request for the workers of a queue. */
  | { type: 'farm'; found: FoundFarm }
  /** The inputs were evaluated in the user's module. */
  | { type: 'inputs'; count: number; preview: string[] }
  /** Before a run with generated inputs: the position of the chosen size among those that were tried. */
  | { type: 'sized'; index: number; choice: SizeChoice }
  /** Cores that other programs use while the run waits for them, again at every change; `null` when it goes on. */
  | { type: 'waiting'; othersCores: number | null }
  /** The item whose call lasts, again every moment; `null` when it returned or was skipped. */
  | { type: 'longItem'; longItem: LongItem | null }
  /** All items that were skipped so far. */
  | { type: 'skippedItems'; items: SkippedItem[] }
  | { type: 'stage'; stage: EngineStage; configuration: Configuration | null }
  /** `fraction` of the budget spent, 0 to 1, and the expected remaining time. */
  | { type: 'progress'; fraction: number; leftMs: number }
  /** One live sample per core: shares 0 to 1, `atMs` since the run began. */
  | { type: 'cores'; atMs: number; ours: number[]; others: number[] }
  /** Speed of the machine itself, measured so far; replaces the previous event. */
  | { type: 'ceiling'; ceiling: CeilingReadings }
  /** The function alongside memory streams; sent once, after the rounds, if a prediction matters. */
  | { type: 'memory'; memory: MemoryReadings }
  /** Other programs that used the cores so far; replaces the previous event. */
  | { type: 'neighbours'; neighbours: Neighbour[] }
  /** A configuration's state so far; a later one for the same configuration replaces it. */
  | { type: 'measurement'; measurement: Measurement }
  /** One more round of a configuration whose measurement was already sent. */
  | { type: 'round'; configuration: Configuration; round: Round }
  /** Output of the function: the first 200 lines. `outputLines` at the end has the full count. */
  | { type: 'output'; stream: 'stdout' | 'stderr'; text: string }
  /** Configurations that did not fit into the budget; replaces the previous event. */
  | { type: 'leftOut'; configurations: Configuration[] }
  /** In a comparison of two versions: their results. A later one replaces it. */
  | { type: 'comparedResults'; results: ComparedCommitResults }
  /** In a comparison of two versions: one more pair of processes. */
  | { type: 'replica'; replica: ComparedReplica }
  | RunFailure
  /** If requested: absolute paths of the `.cpuprofile` files that were kept, and the samples of each configuration. */
  | { type: 'cpuProfiles'; files: string[]; lines: LineSamples[] }
  | { type: 'outputLines'; total: number }
  | { type: 'done' };

/** The run failed; nothing follows. */
export interface RunFailure {
  type: 'failed';
  stage: 'inputs' | 'load' | 'run';
  message: string;
  error?: ErrorData;
  /** In a comparison: the version that failed. */
  side?: ComparedSide;
}
