/**
 * Formats numbers for people. Panel, CLI, diagnostics and exports all call these, so that a number reads the same
 * everywhere.
 */
/** `850 ns`, `12.3 µs`, `1.50 ms`, `2.35 s`, `3 min 20 s`. */
export declare function duration(ms: number): string;
/** `512 B`, `1.50 kB`, `2.30 MB`: powers of 1000, as the SI prefixes say. */
export declare function bytes(count: number): string;
/**
 * A speedup with at most three significant digits: `1.69x`, `1.2x`, `2.0x`, `3.6x`, `31x`, `0.42x`; tiny ones as `0.003x`.
 * Below two, two decimals are shown without a zero at the end.
 */
export declare function ratio(value: number): string;
/** An estimated speedup, without false precision: `2x`, `1.4x`, `12x`. */
export declare function roughRatio(value: number): string;
/** The interval of a speedup: `1.2x–2.0x`. */
export declare function ratioRange([low, high]: readonly [number, number]): string;
/** The confidence interval of a measured speedup: `95% CI 1.2x–2.0x`; a single round has none. */
export declare function confidenceInterval({ speedup, rounds, }: {
    speedup: {
        ci95: readonly [number, number];
    };
    rounds: readonly unknown[];
}): string;
/** A share from 0 to 1: `87%`, near the ends with a digit (`4.2%`, `99.8%`), nearly nothing as `<0.1%`. */
export declare function percent(share: number): string;
/** A number of cores in use: `1.8`, `2`. */
export declare function cores(count: number): string;
/** A mean number of busy cores or workers, with one decimal: `1.0`. */
export declare function busy(count: number): string;
/** A whole number with its thousands apart: `12,345`. */
export declare function integer(value: number): string;
/** `1 item`, `2 items`; the plural is the singular with an s unless given. */
export declare function counted(count: number, singular: string, plural?: string): string;
//# sourceMappingURL=numbers-in-words.d.mts.map
