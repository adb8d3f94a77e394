import { freemem } from 'node:os';
import type { MemoryReading, MemoryReadings } from '../../model/measurement.ts';
import { nowMs } from '../../multiprocessing/clock.ts';
import { adviceFor } from '../../multiprocessing/machine-limits.ts';
import { isPoolStrategy } from '../../model/plan.ts';
import type { CoreSampler } from '../machine/core-sampler.ts';
import { MemoryGauge } from '../machine/memory-gauge.ts';
import type { StrategyTrack } from './strategy-track.ts';

/** Work that one reading times; long enough to detect streams of several gigabytes per second. */
const PART_MS = 25;
/** Time to start the streams and fill their buffers. */
const START_MS = 250;
/** Fewest readings for an estimate; more do not narrow it. */
const LEAST_READINGS = 3;
const MOST_READINGS = 8;
/** Below this speedup more cores are not worthwhile, so the prediction does not matter. */
const WORTHWHILE = 1.1;
/** Maximum share of the free memory used by streams. */
const FREE_SHARE = 0.25;

interface MemoryRun {
  serial: Pick<StrategyTrack, 'passMs' | 'itemMs' | 'timePart'>;
  tracks: readonly Pick<StrategyTrack, 'configuration' | 'passMs'>[];
  /** CPUs that can be used at once. */
  cores: number;
  sampler: Pick<CoreSampler, 'disregard'>;
  /** Time that may be spent, in ms. */
  mostMs: number;
}

/**
 * Returns the time that reading the memory takes, at most `mostMs`. Returns 0 if it would take longer, on one core, if
 * no pool is faster than the serial run, or if memory is short.
 */
export function memoryReadingMs({ serial, tracks, cores, mostMs }: Omit<MemoryRun, 'sampler'>): number {
  const isWorthwhile = tracks.some(
    (track) => isPoolStrategy(track.configuration.strategy) && serial.passMs / track.passMs >= WORTHWHILE,
  );
  const gauge = new MemoryGauge(cores);
  const readingMs = gauge.readingMs(Math.max(PART_MS, serial.itemMs));
  if (!isWorthwhile || gauge.cores < 2 || START_MS + LEAST_READINGS * readingMs > mostMs) return 0;
  if (gauge.totalBytes > FREE_SHARE * freeBytes()) return 0;
  return Math.min(mostMs, START_MS + MOST_READINGS * readingMs);
}

/**
 * Measures the function alongside memory streams, in the baseline's process. Returns `null` if `memoryReadingMs` is 0, or if
 * the streams cannot be started.
 */
export async function readMemory({ sampler, ...run }: MemoryRun): Promise<MemoryReadings | null> {
  const { serial, cores, mostMs } = run;
  if (memoryReadingMs(run) === 0) return null;
  const gauge = new MemoryGauge(cores);
  const readingMs = gauge.readingMs(Math.max(PART_MS, serial.itemMs));
  const untilMs = nowMs() + mostMs;
  const readings: MemoryReading[] = [];
  sampler.disregard();
  try {
    await gauge.start();
    while (readings.length < MOST_READINGS && (readings.length < LEAST_READINGS || nowMs() + readingMs < untilMs))
      readings.push(await gauge.read(() => serial.timePart(PART_MS)));
  } catch (error) {
    if (!(error instanceof Error) || adviceFor(error) === '') throw error;
    // The system refuses the threads of the streams; the run has its figures without them.
    return null;
  } finally {
    await gauge.end();
    sampler.disregard();
  }
  return { cores: gauge.cores, readings };
}

/** Returns the free memory, within a container's limit if there is one. */
function freeBytes(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, freemem()) : freemem();
}
