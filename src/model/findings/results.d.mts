import type { Family, StrategyArgs } from './family.mjs';
/** Results: values, failures and side effects of the calls in a run. */
export interface ResultArgs {
  /**
   * Results differ from the serial run, and neither randomness nor kept state explains it. `unchecked`: the serial run
   * was not repeated, so either may be the cause.
   */
  'results-differ': StrategyArgs &
    Difference & {
      differing: number;
      count: number;
      unchecked?: true;
    };
  /** Two serial runs in fresh processes already differ. */
  'non-deterministic': Difference & {
    differing: number;
    count: number;
  };
  /** A second serial pass in one process differs from the first, while fresh processes agree. */
  'shared-state': Difference & {
    differing: number;
    count: number;
  };
  'arguments-mutated': {
    mutated: number;
    count: number;
  };
  'items-failed': {
    failed: number;
    count: number;
    item: number;
    input: string;
    message: string;
  };
  /** Items fail in the pool that do not fail serially. */
  'fails-only-in-pool': StrategyArgs & {
    failed: number;
    count: number;
    item: number;
    input: string;
    message: string;
  };
  /** A strategy that could not be measured. */
  'strategy-failed': StrategyArgs & {
    message: string;
  };
  /** A promise was rejected without a handler, which ended `count` processes or threads. */
  'unhandled-rejection': StrategyArgs & {
    count: number;
    message: string;
  };
  /**
   * Resources open after a pass: if it `grows`, those that every pass over `count` items adds, else those opened once.
   */
  'left-open': {
    resources: {
      kind: string;
      count: number;
    }[];
    grows: boolean;
    count: number;
  };
  /** Processes that outlive the calls that started them; they were ended with the run. */
  'left-running': {
    processes: number;
    names: string[];
  };
  /** Written to the standard streams by one pass over `count` items. */
  'prints-lines': {
    lines: number;
    first: string;
    count: number;
  };
}
export declare const results: Family<ResultArgs>;
interface Difference {
  item: number;
  /** Inside the result of that item: `''` for the whole, `.total`, `[3]`. */
  path: string;
  expected: string;
  found: string;
}
export {};
//# sourceMappingURL=results.d.mts.map
