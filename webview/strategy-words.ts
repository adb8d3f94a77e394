import type { StrategyName } from '../src/model/plan.ts';
import type { Report, StrategyResult } from '../src/model/report.ts';
import { capitalize } from '../src/report/capitalize.ts';
import { labelStrategy } from '../src/report/describe-strategy.ts';

const NAMES: Record<StrategyName, string> = {
  serial: 'Serial',
  async: 'Async',
  threads: 'Threads',
  processes: 'Processes',
  bullmq: 'Queue',
};

/** Returns the name for a heading or a legend: `Threads`. */
export function strategyName(name: StrategyName): string {
  return NAMES[name];
}

/** Returns `4 threads`, `4 threads by 16` if chunk sizes differ, and just `serial` for the baseline. */
export function strategyLabel(strategy: StrategyResult, { strategies }: Pick<Report, 'strategies'>): string {
  return strategy.kind === 'baseline' ? 'serial' : labelStrategy(strategy, strategies);
}

/** Returns the label with a capital, for the beginning of a line. */
export function strategyHeading(strategy: StrategyResult, report: Pick<Report, 'strategies'>): string {
  return capitalize(strategyLabel(strategy, report));
}
