import type { MemoryReading, MemoryReadings } from '../model/measurement.ts';
import type { MemoryDemand } from '../model/report.ts';
import { mean, standardDeviation } from '../math/median.ts';

/** Two readings agree by chance too often. */
const LEAST_READINGS = 3;
/** Streams on all cores but one that reach this share of the rate of streams on all cores leave no bandwidth unused. */
const SATURATED = 0.9;
/** Below this slowdown streams do not compete with the function, and their slowdown measures nothing. */
const COMPETING = 0.03;
/** Wider intervals are inconclusive: other programs used the cores or the memory meanwhile. */
const WIDEST = 0.6;
/** Student's t for few readings. */
const T_OF_FEW = 2.6;
/** Below this slowdown of a stream, that of the function is not compared with it. */
const LEAST_STREAM_SLOWDOWN = 1.1;

/**
 * Estimates the function's demand on memory bandwidth. The bandwidth that streams lose to the function is its use
 * alongside them; multiplied by its slowdown, it is its use alone. Both are shares of the rate that streams on all
 * cores reach together. Method: Bubble-Up (Mars et al., 2011), in which a program's pressure is the slowdown of a
 * calibrated neighbour, and its sensitivity its own slowdown.
 *
 * @returns `null` with fewer than three readings, or if they differ too much
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

/** Returns whether all streams had a core: on a busy machine one may get none during a reading. */
function isComplete(reading: MemoryReading): boolean {
  return Object.values(reading).every((value: number) => value > 0);
}

function slowdown({ aloneMs, besideMs }: MemoryReading): number {
  return Math.max(1, besideMs / aloneMs);
}

/** Returns the share of the bandwidth that the streams lost to the function. */
function lost({ streamsWithout, streamsBeside, streamsOnAllCores }: MemoryReading): number {
  return (streamsWithout - streamsBeside) / streamsOnAllCores;
}

/** Returns the slowdown of the function relative to that of the streams, which only wait for memory. */
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
