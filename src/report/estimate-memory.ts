import type { MemoryReading, MemoryReadings } from '../model/measurement.ts';
import type { MemoryDemand } from '../model/report.ts';
import { mean, standardDeviation } from '../math/median.ts';

/** Two readings agree by chance too often. */
const LEAST_READINGS = 3;
/** Streams on all cores but one that reach this share of what streams on all cores reach leave no bandwidth unused. */
const SATURATED = 0.9;
/** Where streams slow down by less against the function, they do not compete, and their slowdown measures nothing. */
const COMPETING = 0.03;
/** An interval as wide as this says nothing: other programs used the cores or the memory meanwhile. */
const WIDEST = 0.6;
/** Student's t for the few readings that there are. */
const T_OF_FEW = 2.6;
/** Below this slowdown of a stream, that of the function is not compared with it. */
const LEAST_STREAM_SLOWDOWN = 1.1;

/**
 * The function's demand on memory bandwidth. What streams lose to the function is what it uses beside them; times its slowdown,
 * what it would use alone. Both are shares of what streams on all cores reach together. The method is that of Bubble-Up (Mars
 * et al., 2011): the pressure of a program is what a calibrated neighbour suffers, its sensitivity what it suffers itself.
 *
 * @returns `null` of fewer than three readings, and where they differ too much
 */
export function estimateMemory(memory: MemoryReadings | null | undefined): MemoryDemand | null {
  if (!memory || memory.cores < 2) return null;
  const readings = memory.readings.filter(isComplete);
  if (readings.length < LEAST_READINGS) return null;
  const used = estimate(readings, (reading) => slowdown(reading) * lost(reading));
  // Bandwidth that the streams left unused may have gone to the function as well.
  const atMost = estimate(
    readings,
    (reading) => slowdown(reading) * Math.max(0, 1 - reading.streamsBeside / reading.streamsOnAllCores),
  );
  // Where bandwidth runs out, both sides are slower; a single side may be so by chance.
  const slower = estimate(readings, ({ aloneMs, besideMs }) => besideMs / aloneMs - 1);
  const competes = mean(readings.map(lost)) > COMPETING && used.low > 0 && slower.low > 0;
  const filled = mean(readings.map((reading) => reading.streamsWithout / reading.streamsOnAllCores)) >= SATURATED;
  if (used.high - used.low > WIDEST || atMost.high - atMost.low > WIDEST) return null;
  const value = share(competes ? atMost.value : filled ? used.value : 0);
  return {
    demandShare: { value, ci95: [Math.min(value, share(used.low)), Math.max(value, share(atMost.high))] },
    sensitivity: mean(readings.map((reading) => sensitivity(reading, memory.cores - 1))),
    saturated: competes || filled,
    bandwidthBytesPerMs: mean(readings.map((reading) => reading.streamsOnAllCores)),
    readings: readings.length,
  };
}

/** On a busy machine a stream may get no core at all while it is read. */
function isComplete(reading: MemoryReading): boolean {
  return Object.values(reading).every((value: number) => value > 0);
}

function slowdown({ aloneMs, besideMs }: MemoryReading): number {
  return Math.max(1, besideMs / aloneMs);
}

/** Share of the bandwidth that the streams lost to the function. */
function lost({ streamsWithout, streamsBeside, streamsOnAllCores }: MemoryReading): number {
  return (streamsWithout - streamsBeside) / streamsOnAllCores;
}

/** Slowdown of the function against that of the streams, which do nothing but wait for memory. */
function sensitivity(reading: MemoryReading, streams: number): number {
  const streamSlowdown = (streams * reading.streamAlone) / reading.streamsBeside;
  if (streamSlowdown < LEAST_STREAM_SLOWDOWN) return 0;
  return share((slowdown(reading) - 1) / (streamSlowdown - 1));
}

function share(value: number): number {
  return Math.min(1, Math.max(0, value));
}

function estimate(
  readings: readonly MemoryReading[],
  of: (reading: MemoryReading) => number,
): { value: number; low: number; high: number } {
  const values = readings.map(of);
  const value = mean(values);
  const error = (standardDeviation(values) ?? 0) / Math.sqrt(values.length);
  return { value, low: value - T_OF_FEW * error, high: value + T_OF_FEW * error };
}
