import type { StrategyResult } from '../../src/model/report.ts';

/** Returns why there is no account of the time, to show in place of a chart. */
export function missingAccount({ kind }: StrategyResult): string {
  switch (kind) {
    case 'baseline':
      return 'The serial loop has no workers.';
    case 'async':
      return "Promises share one thread: there is no workers' time to account for.";
    case 'pool':
      return 'The run ended before a pass of it was looked at closely.';
  }
}
