import type { StrategyName } from '../model/plan.mjs';
/** `4 threads`, `1 process`, `promises, 8 at a time`. */
export declare function describeStrategy({ name, workers }: {
    name: StrategyName;
    workers: number;
}): string;
/** Describes a strategy, with the chunk size if only that distinguishes it from another of `all`. */
export declare function labelStrategy(result: {
    name: StrategyName;
    workers: number;
    chunkSize?: number | null;
}, all: readonly {
    name: StrategyName;
    workers: number;
}[]): string;
//# sourceMappingURL=describe-strategy.d.mts.map
