import type { StrategyName } from './plan.ts';
import type { SourceLocation } from './target.ts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/**
 * What can be found, and the values its sentence needs. A new finding is a new line here, its words in
 * `report/describe-finding.ts`, and the rule or the verb that produces it.
 */
export interface FindingArgs {
  'argument-not-cloneable': { path: string; what: string; channel: 'threads' | 'processes' | 'both' };
  'result-not-cloneable': { path: string; what: string; channel: 'threads' | 'processes' | 'both' };
  'class-instance-loses-prototype': { path: string; className: string; where: 'argument' | 'result' };
  'module-state-written': { variable: string };
  /** Arrives as an empty object, or fails, depending on the version of Node and on the channel. */
  'arrives-empty': { path: string; what: string; where: 'argument' | 'result'; channel: 'processes' | 'both' };
  'buffer-copies-pool': { path: string; where: 'argument' | 'result' };
  /** A cache, or a value created on first use: correct, but each worker fills its own. */
  'cache-per-worker': { variable: string };
  'argument-mutated': { parameter: string };
  'chance-or-clock': { call: string };
  'process-only-call': { call: string };
  'process-exit': { call: string };
  'environment-written': { variable: string };
  'cannot-be-interrupted': { call: string };
  'promise-not-awaited': { call: string };
  'shares-io-threads': { call: string };
  'pool-in-task': { what: string };
  'error-class-lost': { className: string };
  /** `module`: as it is imported; `null` where the effect is in the candidate's own file. */
  'top-level-effect': { call: string; module: string | null };
  /** `isText`: the pool sends the function as text, so that it loses the variables of its module as well. */
  'captured-variable': { variable: string; isText: boolean };
  'this-not-sent': { name: string };
  'function-not-reachable': { name: string; why: 'inline' | 'nested' | 'not-exported' };
  'constant-resent': { variable: string };
  'waits-for-io': { call: string };
  'native-addon': { package: string };

  'missing-main-guard': { what: string };
  'core-count-from-cpus': Record<string, never>;
  'pool-in-loop': { what: string; where: 'loop' | 'handler' };
  'more-workers-than-cores': { size: string };
  'shared-memory-race': { variable: string };
  'used-after-transfer': { variable: string };
  'worker-path-from-cwd': { path: string };
  /** `syntax`: what Node cannot strip; `null` where the Node that the package allows may not strip types at all. */
  'typescript-worker-entry': { path: string; syntax: string | null };
  'worker-path-not-bundled': { bundler: string };
  'worker-v8-flag': { flag: string };
  'debug-flag-in-worker': { flag: string };
  'fork-loses-types': { what: string };

  /** Results differ and it is not known why: neither chance nor kept state was seen in the serial runs. */
  'results-differ': StrategyArgs & Difference & { differing: number; count: number };
  /** Two serial runs in fresh processes differ already. */
  'non-deterministic': Difference & { differing: number; count: number };
  /** A second serial pass in one process differs from the first, fresh processes agree. */
  'shared-state': Difference & { differing: number; count: number };
  'arguments-mutated': { mutated: number; count: number };
  'items-failed': { failed: number; count: number; item: number; input: string; message: string };
  /** Items fail in the pool that do not fail serially. */
  'fails-only-in-pool': StrategyArgs & { failed: number; count: number; item: number; input: string; message: string };
  /** A strategy that could not be measured at all. */
  'strategy-failed': StrategyArgs & { message: string };
  /** A promise was rejected without a handler, which ended `count` processes or threads. */
  'unhandled-rejection': StrategyArgs & { count: number; message: string };
  /** Still there after a pass: where it `grows`, what every pass over `count` items adds, else what was opened once. */
  'left-open': { resources: { kind: string; count: number }[]; grows: boolean; count: number };
  /** Written to the standard streams by one pass over `count` items. */
  'prints-lines': { lines: number; first: string; count: number };

  'tasks-too-small': { taskMs: number; overheadMs: number; chunkSize: number };
  /** The times of single tasks are largely those of the clock; passes are timed as a whole. */
  'timer-saturated': { taskMs: number; clockMs: number };
  /** Larger chunks measured or predicted to be clearly faster. */
  'chunk-too-small': StrategyArgs & { chunkSize: number; better: number; speedup: number; betterSpeedup: number };
  'startup-not-repaid': StrategyArgs & { startupMs: number; count: number; breakEvenItems: number };
  unbalanced: StrategyArgs & { loadBalance: number; longestMs: number; meanMs: number };
  /** One task is so long that no number of workers helps: speedup cannot pass `bound`. */
  'one-long-task': { item: number; input: string; taskMs: number; share: number; bound: number };
  'fewer-items-than-workers': StrategyArgs & { count: number };
  'clone-dominates': StrategyArgs & { share: number; bytesPerItem: number };
  'main-thread-saturated': StrategyArgs & { share: number };
  'garbage-collection': StrategyArgs & { share: number };
  /** Plain loops were held back by the machine as well: what the speedup misses is not all the function's doing. */
  'machine-ceiling': { cores: number; ceiling: number };
  /** Every call leaves memory behind that garbage collection cannot free. */
  'memory-growth': { bytesPerCall: number; count: number };
  /** The processes of a strategy together take most of the memory there is. */
  'memory-nearly-full': StrategyArgs & {
    rssBytes: number;
    perWorkerBytes: number;
    memoryBytes: number;
    mostWorkers: number;
  };
  'execution-slower': StrategyArgs & { computeScaling: number };
  oversubscribed: StrategyArgs & { cores: number; waitShare: number };
  'starved-by-others': StrategyArgs & { waitShare: number; othersCores: number };
  'no-gain-beyond-cores': { workers: number; cores: number; speedup: number; best: number; bestWorkers: number };
  'io-bound': { cpuShare: number; taskMs: number; async: boolean };
  'quota-below-cores': { quota: number; cores: number };

  'too-few-rounds': StrategyArgs & { rounds: number; wanted: number };
  'wide-interval': StrategyArgs & { low: number; high: number };
  /** Too few processes to separate the variation between processes from the strategy. */
  'isolates-unresolved': StrategyArgs & { isolates: number; between: number | null };
  /** A pass is over before clocks and samplers see where its time goes. */
  'pass-too-short': { wallMs: number; count: number };
  'background-load': { cores: number };
  'stolen-time': { share: number };
  throttled: StrategyArgs & { throttledMs: number };
  'suspicious-speedup': StrategyArgs & { speedup: number };
  'outlier-rounds': StrategyArgs & { outliers: number; rounds: number };
  /** The account of the observed pass does not add up. */
  'account-gap': StrategyArgs & { residual: number; unaccounted: number };
}

interface StrategyArgs {
  strategy: StrategyName;
  workers: number;
}

interface Difference {
  item: number;
  /** Inside the result of that item: `''` for the whole, `.total`, `[3]`. */
  path: string;
  expected: string;
  found: string;
}

export type FindingCode = keyof FindingArgs;

/** Whether it is about the code as written, about what a run showed, or about how far a number can be trusted. */
export type FindingOrigin = 'static' | 'run' | 'validity';

interface FindingOf<Code extends FindingCode> {
  code: Code;
  args: FindingArgs[Code];
  severity: Severity;
  origin: FindingOrigin;
  location: SourceLocation;
  /** The numbers it rests on, by name with the unit in the name; empty for a static finding. */
  evidence: Record<string, number>;
  related?: { location: SourceLocation; note: string }[];
  /** The other strategies of which the same was found; `args` names the one that matters most. */
  also?: { strategy: StrategyName; workers: number }[];
}

/** A finding without words; `report/describe-finding.ts` has those. */
export type Finding = { [Code in FindingCode]: FindingOf<Code> }[FindingCode];

/** A finding as the report and `check` print it. */
export type DescribedFinding = Finding & { message: string };
