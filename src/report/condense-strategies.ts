import type { CoreSamples, Segment, TaskTimes } from '../model/measurement.ts';
import type { StrategyResult } from '../model/report.ts';
import { mean } from '../math/median.ts';

/** Maximum for all timelines of a report together: about 2 MB of JSON, more than any screen shows. */
const MOST_SEGMENTS = 20_000;
/** Maximum for each core's curve. */
const MOST_SAMPLES = 600;
/** Only the baseline's task times are used in calculations; the others are only displayed. */
const MOST_TASK_TIMES = 500;

/**
 * Reduces results to a size that can be stored, sent and opened, whatever the number of tasks and the length of the
 * run. Totals stay exact; drawn data is merged evenly, and times are rounded to the nanosecond.
 */
export function condenseStrategies(results: readonly StrategyResult[]): StrategyResult[] {
  const workers = results.reduce((count, result) => count + result.workerTimeline.length, 0);
  const mostSegments = Math.max(20, Math.floor(MOST_SEGMENTS / Math.max(1, workers)));
  return results.map((result) => ({
    ...result,
    tasks: result.tasks && condenseTasks(result.tasks, result.name === 'serial' ? Infinity : MOST_TASK_TIMES),
    coreUsage: result.coreUsage && condenseCores(result.coreUsage, MOST_SAMPLES),
    workerTimeline: result.workerTimeline.map((worker) => ({
      ...worker,
      segments: condenseSegments(worker.segments, mostSegments),
    })),
  }));
}

function condenseTasks(tasks: TaskTimes, most: number): TaskTimes {
  const step = Math.max(1, Math.ceil(tasks.sampleMs.length / most));
  return { ...tasks, sampleMs: tasks.sampleMs.filter((_, index) => index % step === 0).map(toNanoseconds) };
}

/** Averages neighbouring samples, so that the area under the curve is preserved. */
export function condenseCores(usage: CoreSamples, most: number): CoreSamples {
  const perGroup = Math.ceil(usage.timesMs.length / most);
  if (perGroup <= 1) return usage;
  const average = (row: readonly number[]): number[] =>
    Array.from({ length: Math.ceil(row.length / perGroup) }, (_, group) =>
      mean(row.slice(group * perGroup, (group + 1) * perGroup)),
    );
  return {
    ...usage,
    timesMs: average(usage.timesMs),
    cores: usage.cores.map(({ core, ours, others, stolen }) => ({
      core,
      ours: average(ours),
      others: average(others),
      stolen: average(stolen),
    })),
  };
}

/**
 * Divides the track into equal intervals and keeps one segment of each kind per interval, with the total length of all
 * such segments that began in it, in sequence. The time per kind stays exact.
 */
export function condenseSegments(segments: readonly Segment[], most: number): Segment[] {
  const last = segments.at(-1);
  if (!last || segments.length <= most) return segments.map(cutSegment);
  const kinds = new Set(segments.map((segment) => segment.kind)).size;
  const stretchMs = (last.startMs + last.durationMs) / Math.max(1, Math.floor(most / kinds));
  const stretches = new Map<number, Map<Segment['kind'], Segment>>();
  for (const segment of segments) {
    const index = Math.floor(segment.startMs / stretchMs);
    const stretch = stretches.get(index) ?? new Map<Segment['kind'], Segment>();
    stretches.set(index, stretch);
    const merged = stretch.get(segment.kind);
    if (!merged) stretch.set(segment.kind, { ...segment });
    else {
      merged.durationMs += segment.durationMs;
      if (segment.items !== undefined) merged.items = (merged.items ?? 0) + segment.items;
    }
  }
  let end = 0;
  return [...stretches.values()].flatMap((stretch) =>
    [...stretch.values()].map((segment) => {
      const startMs = Math.max(end, segment.startMs);
      end = startMs + segment.durationMs;
      return cutSegment({ ...segment, startMs });
    }),
  );
}

function cutSegment(segment: Segment): Segment {
  return { ...segment, startMs: toNanoseconds(segment.startMs), durationMs: toNanoseconds(segment.durationMs) };
}

function toNanoseconds(ms: number): number {
  return Math.round(ms * 1e6) / 1e6;
}
