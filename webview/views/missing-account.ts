import type { StrategyResult } from '../../src/model/report.ts';

/** Why there is nothing to account for, in place of a picture of it. */
export function missingAccount({ name }: StrategyResult): string {
  switch (name) {
    case 'serial':
      return 'The serial loop has no workers.';
    case 'async':
      return "Promises share one thread: there is no workers' time to account for.";
    case 'threads':
    case 'processes':
      return 'The run ended before a pass of it was looked at closely.';
  }
}
