import type { StrategyName } from '../src/model/plan.ts';
import { counted } from '../src/report/numbers-in-words.ts';

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

/** `4 threads`, `1 process`, `8 at once, async`, `serial`. */
export function strategyWithWorkers(name: StrategyName, workers: number): string {
  switch (name) {
    case 'serial':
      return 'serial';
    case 'async':
      return `${workers} at once, async`;
    case 'threads':
      return counted(workers, 'thread');
    case 'processes':
      return counted(workers, 'process', 'processes');
  }
}
