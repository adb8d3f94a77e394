import type { StrategyName } from '../src/model/plan.ts';
import { describeStrategy } from '../src/report/describe-strategy.ts';

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

/** `4 threads`, and for the baseline just `serial`, as a label where a sentence would be too long. */
export function strategyLabel(strategy: { name: StrategyName; workers: number }): string {
  return strategy.name === 'serial' ? 'serial' : describeStrategy(strategy);
}

/** The same at the beginning of a line. */
export function strategyHeading(strategy: { name: StrategyName; workers: number }): string {
  const label = strategyLabel(strategy);
  return label.charAt(0).toUpperCase() + label.slice(1);
}
