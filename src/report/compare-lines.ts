import type { HotLine, HotLines, LineChange, LineSamples, LineTime, SampledRun } from '../model/hot-lines.ts';
import type { Estimate, ParallelResult } from '../model/report.ts';

/** Lines that a report lists. */
const MOST_LINES = 20;
/** A line with a smaller share of the samples in both runs is left out. */
const LEAST_SHARE = 0.005;
/** With fewer samples in both runs together, no change is shown. */
const LEAST_SAMPLES = 40;
/**
 * Half-width of the interval that has to clear the margin, in standard errors: one line in a thousand clears it by
 * chance, so that a list of 20 lines rarely has a false one.
 */
const STRICT_Z = 3.09;
const Z_95 = 1.96;
/**
 * The machine may be this much faster in one of the two runs, which follow each other, and the lines of a statement may
 * share its samples differently.
 */
const MARGIN = 1.1;

/** A line of one of the runs, with no samples if it has none there. */
interface Counted {
  samples: number;
  /** Calls per time between two samples: what the samples are divided by to get the time of a call. */
  exposure: number;
}

/**
 * Compares the lines of the serial run with those of each pool that was sampled.
 * @param headline the subject of the verdict, whose kind of pool comes first
 * @returns `undefined` without samples of the serial run
 */
export function compareLines(
  runs: readonly LineSamples[],
  headline: Pick<ParallelResult, 'name'> | null,
): HotLines[] | undefined {
  const serial = runs.find(({ configuration }) => configuration.strategy === 'serial');
  if (!serial) return undefined;
  const pools = runs.filter(({ configuration: { strategy } }) => strategy === 'threads' || strategy === 'processes');
  if (pools.length === 0) return [compare(serial, null)];
  const isFirst = ({ configuration }: LineSamples): boolean => configuration.strategy === headline?.name;
  return [...pools.filter(isFirst), ...pools.filter((pool) => !isFirst(pool))].map((pool) => compare(serial, pool));
}

function compare(serial: LineSamples, pool: LineSamples | null): HotLines {
  const serialRun = describeRun(serial);
  const workersRun = pool && describeRun(pool);
  const places = new Map([...(pool?.lines ?? []), ...serial.lines].map((line) => [`${line.file}:${line.line}`, line]));
  const samplesIn = (run: LineSamples, file: string, line: number): number =>
    run.lines.find((each) => each.file === file && each.line === line)?.samples ?? 0;
  const lines = [...places.values()].map(({ file, line, functionName, text }): HotLine => {
    const before = timeOf(samplesIn(serial, file, line), serial, serialRun);
    const after = pool && workersRun && timeOf(samplesIn(pool, file, line), pool, workersRun);
    return {
      location: { file, line, column: 1 },
      functionName,
      text,
      serial: before,
      workers: after,
      ...judgeLine(
        { samples: before.samples, exposure: exposureOf(serial) },
        pool && { samples: after?.samples ?? 0, exposure: exposureOf(pool) },
      ),
    };
  });
  const { strategy, workers = 0 } = pool?.configuration ?? {};
  return {
    pool: strategy === 'threads' || strategy === 'processes' ? { name: strategy, workers } : null,
    serial: serialRun,
    workers: workersRun,
    lines: lines
      .filter(({ serial, workers }) => Math.max(serial.share, workers?.share ?? 0) >= LEAST_SHARE)
      .sort((a, b) => longestMs(b) - longestMs(a))
      .slice(0, MOST_LINES),
  };
}

function describeRun({ lines, elsewhere, items, passes, intervalMs }: LineSamples): SampledRun {
  const samples = lines.reduce((sum, line) => sum + line.samples, elsewhere);
  return { samples, elsewhere: samples > 0 ? elsewhere / samples : 0, calls: items * passes, intervalMs };
}

function timeOf(samples: number, { passes, intervalMs }: LineSamples, run: SampledRun): LineTime {
  return {
    samples,
    selfMs: (samples * intervalMs) / Math.max(1, passes),
    share: run.samples > 0 ? samples / run.samples : 0,
  };
}

function exposureOf({ items, passes, intervalMs }: LineSamples): number {
  return (items * passes) / intervalMs;
}

function longestMs({ serial, workers }: HotLine): number {
  return Math.max(serial.selfMs, workers?.selfMs ?? 0);
}

/**
 * Judges whether a line takes longer in workers. Samples are Poisson counts, so the logarithm of the ratio of two rates
 * has the standard error sqrt(1 / a + 1 / b) for a and b samples; half a sample is added to each, which keeps it finite
 * (Haldane and Anscombe). A line is `slower` only if it has at least 40 samples in both runs together and the lower end of
 * a 99.8% interval of the ratio is above 1.1, and `faster` if the upper end is below 1 / 1.1.
 * @param workers `null` if no pool was sampled
 */
export function judgeLine(
  serial: Counted,
  workers: Counted | null,
): { slowdown: Estimate; change: LineChange } | { slowdown: null; change: 'unknown' } {
  if (!workers || serial.samples + workers.samples < LEAST_SAMPLES) return { slowdown: null, change: 'unknown' };
  const value = (workers.samples + 0.5) / workers.exposure / ((serial.samples + 0.5) / serial.exposure);
  const error = Math.sqrt(1 / (serial.samples + 0.5) + 1 / (workers.samples + 0.5));
  const slowdown: Estimate = { value, ci95: [value * Math.exp(-Z_95 * error), value * Math.exp(Z_95 * error)] };
  if (value * Math.exp(-STRICT_Z * error) > MARGIN) return { slowdown, change: 'slower' };
  if (value * Math.exp(STRICT_Z * error) < 1 / MARGIN) return { slowdown, change: 'faster' };
  return { slowdown, change: 'same' };
}
