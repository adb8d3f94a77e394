/**
 * Formats numbers for people. Panel, CLI, diagnostics and exports all call these, so that a number reads the same
 * everywhere.
 */

const MINUS = '\u2212';

/** Three significant digits at most: 0.12, 1.23, 12.3, 123. */
function significant(value: number): string {
  const size = Math.abs(value);
  const digits = size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
  return value.toFixed(digits);
}

function signed(value: number, words: (size: number) => string): string {
  return value < 0 ? MINUS + words(-value) : words(value);
}

/** `850 ns`, `12.3 µs`, `1.50 ms`, `2.35 s`, `3 min 20 s`. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) return 'unknown';
  return signed(ms, (size) => {
    if (size === 0) return '0 ms';
    if (size < 0.0009995) return `${Math.round(size * 1e6)} ns`;
    if (size < 0.9995) return `${significant(size * 1000)} µs`;
    if (size < 999.5) return `${significant(size)} ms`;
    if (size < 119_500) return `${significant(size / 1000)} s`;
    const seconds = Math.round(size / 1000);
    const hours = Math.floor(seconds / 3600);
    if (hours >= 10_000) return '>9,999 h';
    const minutes = Math.floor((seconds % 3600) / 60);
    return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${seconds % 60} s`;
  });
}

/** `512 B`, `1.50 kB`, `2.30 MB`: powers of 1000, as the SI prefixes say. */
export function bytes(count: number): string {
  if (!Number.isFinite(count)) return 'unknown';
  return signed(count, (size) => {
    if (size < 999.5) return `${Math.round(size)} B`;
    if (size < 999_500) return `${significant(size / 1e3)} kB`;
    if (size < 999_500_000) return `${significant(size / 1e6)} MB`;
    return `${significant(size / 1e9)} GB`;
  });
}

/**
 * A speedup with at most three significant digits: `1.69x`, `1.2x`, `2.0x`, `3.6x`, `31x`, `0.42x`; tiny ones as `0.003x`.
 * Below two, two decimals are shown without a zero at the end.
 */
export function ratio(value: number): string {
  if (!Number.isFinite(value)) return 'unknown';
  if (value > 0 && value < 0.0005) return '<0.001x';
  // An interval of two rounds may have any width.
  if (value > 999_999) return '>999,999x';
  const size = Math.abs(value);
  if (size >= 9.95) return `${integer(value)}x`;
  const digits = size >= 1.995 ? 1 : value > 0 && value < 0.00995 ? 3 : 2;
  // Keeps one decimal: 2.0x, 1.0x.
  return `${value.toFixed(digits).replace(/(\.\d+?)0+$/, '$1')}x`;
}

/** An estimated speedup, without false precision: `2x`, `1.4x`, `12x`, `0.06x`. */
export function roughRatio(value: number): string {
  if (!Number.isFinite(value)) return 'unknown';
  if (value >= 9.95) return `${integer(value)}x`;
  return `${Number(value < 0.95 ? value.toPrecision(1) : value.toFixed(1))}x`;
}

/** An interval of ratios that reaches beyond both says nothing: that of two rounds far apart. */
const LEAST_KNOWN = 0.01;
const MOST_KNOWN = 100;

/** The interval of a speedup: `1.2x–2.0x`. */
export function ratioRange([low, high]: readonly [number, number]): string {
  if (low < LEAST_KNOWN && high > MOST_KNOWN) return 'undetermined';
  return `${ratio(low)}–${ratio(high)}`;
}

/** A speedup and the rounds that it was measured in. */
interface MeasuredSpeedup {
  speedup: { ci95: readonly [number, number] };
  rounds: readonly unknown[];
}

/** Whether a speedup has a confidence interval of its own; a single round has none. */
export function hasInterval({ rounds }: Pick<MeasuredSpeedup, 'rounds'>): boolean {
  return rounds.length >= 2;
}

/** The confidence interval of a measured speedup: `95% CI 1.2x–2.0x`. */
export function confidenceInterval(measured: MeasuredSpeedup): string {
  return hasInterval(measured) ? `95% CI ${ratioRange(measured.speedup.ci95)}` : 'one round, no interval';
}

/** The confidence interval of a measured speedup in a table: `1.2x–2.0x`. */
export function intervalCell(measured: MeasuredSpeedup): string {
  return hasInterval(measured) ? ratioRange(measured.speedup.ci95) : 'one round';
}

/** A share from 0 to 1: `87%`, near the ends with a digit (`4.2%`, `99.8%`), nearly nothing as `<0.1%`. */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return 'unknown';
  return signed(share, (size) => {
    const hundredth = size * 100;
    if (hundredth === 0) return '0%';
    if (hundredth < 0.1) return '<0.1%';
    if (hundredth < 9.95) return `${hundredth.toFixed(1)}%`;
    if (hundredth >= 99.5 && hundredth < 99.95) return `${hundredth.toFixed(1)}%`;
    return `${integer(hundredth)}%`;
  });
}

/** A number of cores in use: `1.8`, `2`. */
export function cores(count: number): string {
  return Number.isFinite(count) ? String(Number(count.toFixed(1))) : 'unknown';
}

/** A mean number of busy cores or workers, with one decimal: `1.0`. */
export function busy(count: number): string {
  return Number.isFinite(count) ? count.toFixed(1) : 'unknown';
}

/** A whole number with its thousands apart: `12,345`. */
export function integer(value: number): string {
  return signed(Math.round(value), (size) => size.toString().replace(/\B(?=(\d{3})+$)/g, ','));
}

/** `1 item`, `2 items`; the plural is the singular with an s unless given. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${integer(count)} ${count === 1 ? singular : plural}`;
}
