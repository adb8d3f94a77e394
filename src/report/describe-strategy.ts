import type { StrategyName } from '../model/plan.ts';
import { counted } from './numbers-in-words.ts';

/** `4 threads`, `1 process`, `promises, 8 at a time`. */
export function describeStrategy({ name, workers }: { name: StrategyName; workers: number }): string {
  switch (name) {
    case 'serial':
      return 'the serial loop';
    case 'async':
      return `promises, ${workers} at a time`;
    case 'threads':
      return counted(workers, 'thread');
    case 'processes':
      return counted(workers, 'process', 'processes');
  }
}
