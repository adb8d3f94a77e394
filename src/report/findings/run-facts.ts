import type { Finding, FindingArgs, FindingCode, Severity } from '../../model/finding.ts';
import { findings } from '../../model/findings/index.ts';
import type { Machine, Measurement, Neighbour } from '../../model/measurement.ts';
import type {
  BaselineResult,
  CapacityAccount,
  MachineCeiling,
  ParallelResult,
  PoolModel,
  PoolResult,
  StrategyResult,
} from '../../model/report.ts';
import type { SourceLocation } from '../../model/target.ts';

/** The facts that rules about a run use. */
export interface RunFacts {
  target: { name: string; location: SourceLocation; async: boolean };
  /** Items in a pass. */
  items: number;
  /** Whether the items were generated from the parameter types. */
  hasMadeUpInputs: boolean;
  machine: Machine | null;
  /** `null` when it was not measured. */
  ceiling: MachineCeiling | null;
  /** Other programs that used the cores, most first. */
  neighbours: readonly Neighbour[];
  /** CPUs that could be used at once, see `usableCores`. */
  cores: number;
  /** Share of its value within which an interval should lie. */
  precision: number;
  measurements: Measurement[];
  /** `null` when not even the baseline was measured. */
  serial: BaselineResult | null;
  serialMeasurement: Measurement | null;
  /** All but the baseline. */
  parallel: ParallelResult[];
  /** The best result of each strategy, where numbers are worth explaining. */
  focus: ParallelResult[];
  poolModels: PoolModel[];
}

/** A family of findings that only numbers can show. */
export type RunRule = (facts: RunFacts) => Finding[];

/** Returns one finding at the profiled function; `severity` replaces the default of its code. */
export function runFinding<Code extends FindingCode>(
  { target }: RunFacts,
  code: Code,
  args: FindingArgs[Code],
  evidence: Record<string, number>,
  { severity, related }: { severity?: Severity; related?: Finding['related'] } = {},
): Finding {
  const { origins, severity: defaultSeverity } = findings[code];
  // TypeScript cannot see that a generic code and its own args make one member of the union.
  return {
    code,
    args,
    severity: severity ?? defaultSeverity,
    origin: origins.includes('validity') ? 'validity' : 'run',
    location: target.location,
    evidence,
    ...(related && { related }),
  } as Finding;
}

/** The names that a finding about one strategy carries. */
export function strategyArgs(result: StrategyResult): { strategy: StrategyResult['name']; workers: number } {
  return { strategy: result.name, workers: result.workers };
}

/**
 * Returns the mean task time of the serial run, from whole passes: timing a task of some nanoseconds takes longer than
 * the task.
 */
export function meanTaskMs({ serial, items }: RunFacts): number {
  return Math.min(serial?.tasks?.sumMs ?? 0, serial?.wallMs.median ?? Infinity) / items;
}

/** Whether items are sent to workers, so that there is an account of where their time went. */
export function isPool(result: StrategyResult): result is PoolResult {
  return result.kind === 'pool';
}

/** Whether the workers run on the measured machine, whose cores and memory the run watches. */
export function isLocal(result: StrategyResult): result is PoolResult {
  return isPool(result) && result.name !== 'bullmq';
}

/** Returns the element with the smallest key; `undefined` for none. */
export function smallestBy<T>(elements: readonly T[], key: (element: T) => number): T | undefined {
  return elements.reduce<T | undefined>(
    (best, element) => (best === undefined || key(element) < key(best) ? element : best),
    undefined,
  );
}

/** The kernel's thread accounting advances in steps of some milliseconds, so shorter passes show chance. */
export const LEAST_PASS_MS = 20;

/** Returns whether the observed pass was long enough to show where its time went. */
export function isObservable(result: StrategyResult): result is PoolResult & { timeMs: CapacityAccount } {
  return result.kind === 'pool' && result.timeMs !== null && result.timeMs.capacity / result.workers >= LEAST_PASS_MS;
}
