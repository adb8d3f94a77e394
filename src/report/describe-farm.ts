import { machinesOf, type Farm } from '../model/farm.ts';
import type { FarmPoint } from '../model/farm-point.ts';
import type { FarmReport, Report } from '../model/report.ts';
import { bytes, counted, duration, integer, ratio } from './numbers-in-words.ts';

/** A fact about the queue, with its name. */
type FarmRow = readonly [name: string, words: string];

/** `4 workers on 2 machines: build-1 (2), build-2 (2)`. */
function describeWorkers(
  { machines, isStartedHere }: Pick<FarmReport, 'machines' | 'isStartedHere'>,
  started: number,
): string {
  if (isStartedHere)
    return `${counted(started, 'worker')} on this machine, started for this run because none was connected`;
  const total = machines.reduce((sum, { workers }) => sum + workers, 0);
  const each = machines.map(({ name, workers }) => `${name} (${integer(workers)})`).join(', ');
  return `${counted(total, 'worker')} on ${counted(machines.length, 'machine')}: ${each}`;
}

/** Describes the workers of a run that has not begun. */
export function describeFarmWorkers(farm: Farm): string {
  return describeWorkers({ machines: machinesOf(farm), isStartedHere: farm.started > 0 }, farm.started);
}

/** Returns what the report says of the queue; empty without the strategy `bullmq`. */
export function describeFarm({ farm, strategies }: Pick<Report, 'farm' | 'strategies'>): FarmRow[] {
  if (!farm) return [];
  const results = strategies.flatMap((result) => (result.name === 'bullmq' ? [result] : []));
  const use = results.find(({ queue }) => queue)?.queue;
  const { probe } = farm;
  return [
    ['queue', `${farm.queue} of ${farm.redis}`],
    ['workers', describeWorkers(farm, results[0]?.workers ?? 0)],
    ...(use
      ? ([
          ['jobs', `${integer(use.jobs)} per pass, ${duration(use.jobMs)} each`],
          ['cost per job', `${duration(use.costMs)} of a worker's time`],
          [
            'through Redis',
            `${bytes(use.sentBytes)} sent, ${bytes(use.receivedBytes)} received, ${bytes(use.bytesPerMs * 1000)}/s`,
          ],
        ] satisfies FarmRow[])
      : []),
    ...(probe
      ? ([
          [
            'empty job',
            `${duration(probe.turnaroundMs.value)} from call to answer; ${duration(probe.workerPerJobMs.value)} of a worker's time`,
          ],
        ] satisfies FarmRow[])
      : []),
    ...describeFarmPoints(farm.prediction).map(([name, words]): FarmRow => [`expected on ${name}`, words]),
  ];
}

/** `4 machines of 8 cores`, `12x (11x to 13x) in chunks of 16`. */
function describeFarmPoints(points: readonly FarmPoint[]): FarmRow[] {
  return points.map(({ machines, cores, speedup, low, high, chunkSize }) => [
    `${counted(machines, 'machine')} of ${counted(cores, 'core')}`,
    `${ratio(speedup)} (${ratio(low)} to ${ratio(high)}) in chunks of ${integer(chunkSize)}`,
  ]);
}
