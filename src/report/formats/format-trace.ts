import type { CoreSamples, Segment, WorkerActivity } from '../../model/measurement.ts';
import type { Report, StrategyResult } from '../../model/report.ts';
import { labelStrategy } from '../describe-strategy.ts';
import { conclusionOf, joinVerdict, outcomeLabels } from '../write-verdict.ts';

/**
 * One event of the Trace Event Format, which Perfetto and chrome://tracing read. `ts` and `dur` are microseconds. `X`: a
 * complete span, `C`: a counter, `M`: a name.
 */
export interface TraceEvent {
  name: string;
  ph: 'X' | 'C' | 'M';
  pid: number;
  tid: number;
  ts?: number;
  dur?: number;
  cat?: string;
  args?: Record<string, string | number>;
}

const SEGMENT_NAMES: Record<Segment['kind'], string> = {
  queue: 'queue',
  cloneIn: 'clone in',
  execute: 'execute',
  cloneOut: 'clone out',
  idle: 'idle',
  gc: 'gc',
};

/**
 * The observed pass of every strategy as JSON for Perfetto: a process per strategy, a track per worker with its segments,
 * and a counter track per core. Strategies ran interleaved, so each begins at 0.
 */
export function formatTrace(report: Report): string {
  const events = report.strategies.flatMap((result, index) => traceStrategy(result, index + 1, report));
  return JSON.stringify({
    traceEvents: events,
    displayTimeUnit: 'ms',
    otherData: {
      function: report.target.name,
      file: report.target.file,
      startedAt: report.startedAt,
      outcome: outcomeLabels[conclusionOf(report).outcome],
      verdict: joinVerdict(report.verdict),
    },
  });
}

function traceStrategy(result: StrategyResult, pid: number, report: Report): TraceEvent[] {
  const label = result.name === 'serial' ? 'serial' : labelStrategy(result, report.strategies);
  return [
    { name: 'process_name', ph: 'M', pid, tid: 0, args: { name: `${report.target.name}: ${label}` } },
    { name: 'process_sort_index', ph: 'M', pid, tid: 0, args: { sort_index: pid } },
    ...result.workerTimeline.flatMap((worker) => traceWorker(worker, pid)),
    ...(result.coreUsage ? traceCores(result.coreUsage, pid) : []),
  ];
}

function traceWorker(worker: WorkerActivity, pid: number): TraceEvent[] {
  // Track 0 belongs to the process.
  const tid = worker.worker + 1;
  return [
    {
      name: 'thread_name',
      ph: 'M',
      pid,
      tid,
      args: {
        name: `worker ${worker.worker} (${worker.machine === undefined ? '' : `${worker.machine}, `}pid ${worker.pid})`,
      },
    },
    { name: 'thread_sort_index', ph: 'M', pid, tid, args: { sort_index: tid } },
    ...worker.segments.map((segment): TraceEvent => ({
      name: SEGMENT_NAMES[segment.kind],
      cat: 'worker',
      ph: 'X',
      pid,
      tid,
      ts: microseconds(segment.startMs),
      dur: microseconds(segment.durationMs),
      args: {
        ...(segment.item === undefined ? {} : { item: segment.item }),
        ...(segment.items === undefined ? {} : { items: segment.items }),
      },
    })),
  ];
}

/** A counter track for each core. */
export function traceCores(usage: CoreSamples, pid: number): TraceEvent[] {
  return usage.cores.flatMap((core) =>
    usage.timesMs.map((timeMs, sample): TraceEvent => ({
      name: `core ${core.core}`,
      cat: 'cores',
      ph: 'C',
      pid,
      tid: 0,
      ts: microseconds(timeMs),
      args: {
        ours: core.ours[sample] ?? 0,
        others: core.others[sample] ?? 0,
        stolen: core.stolen[sample] ?? 0,
      },
    })),
  );
}

/** To the nanosecond; more digits are noise and make the file large. */
export function microseconds(ms: number): number {
  return Math.round(ms * 1e6) / 1e3;
}
