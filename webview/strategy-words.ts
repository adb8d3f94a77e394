import type { StrategyName } from '../src/model/plan.ts';
import type { Report, StrategyResult } from '../src/model/report.ts';
import { labelStrategy } from '../src/report/describe-strategy.ts';

const NAMES: Record<StrategyName, string> = {
  serial: 'Serial',
  async: 'Async',
  threads: 'Threads',
  processes: 'Processes',
};

/** `Threads`, as a heading or in a legend. */
export function strategyName(name: StrategyName): string {
  return NAMES[name];
}

/** `4 threads`, `4 threads by 16` where chunk sizes differ, and for the baseline just `serial`. */
export function strategyLabel(strategy: StrategyResult, { strategies }: Pick<Report, 'strategies'>): string {
  return strategy.kind === 'baseline' ? 'serial' : labelStrategy(strategy, strategies);
}

/** The same at the beginning of a line. */
export function strategyHeading(strategy: StrategyResult, report: Pick<Report, 'strategies'>): string {
  const label = strategyLabel(strategy, report);
  return label.charAt(0).toUpperCase() + label.slice(1);
}
