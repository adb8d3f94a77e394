import type { StrategyName } from '../model/plan.ts';
import { counted, integer } from './numbers-in-words.ts';

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
    case 'bullmq':
      return `${counted(workers, 'worker')} of a queue`;
  }
}

/** Describes a strategy, with the chunk size if only that distinguishes it from another of `all`. */
export function labelStrategy(
  result: { name: StrategyName; workers: number; chunkSize?: number | null },
  all: readonly { name: StrategyName; workers: number }[],
): string {
  const twins = all.filter((other) => other.name === result.name && other.workers === result.workers);
  const chunk = twins.length > 1 && typeof result.chunkSize === 'number' ? ` by ${integer(result.chunkSize)}` : '';
  return describeStrategy(result) + chunk;
}
