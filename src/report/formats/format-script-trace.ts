import type { ScriptReport, ScriptThread, ScriptTimeline } from '../../model/script-report.ts';
import { joinVerdict } from '../write-verdict.ts';
import { microseconds, traceCores, type TraceEvent } from './format-trace.ts';

/** The threads of a command over time as JSON for Perfetto: a track per thread with its tasks and states. */
export function formatScriptTrace(report: ScriptReport): string {
  const first = report.threads[0]?.pid ?? 0;
  return JSON.stringify({
    traceEvents: [
      ...report.threads.flatMap(traceThread),
      ...(report.coreUsage ? traceCores(report.coreUsage, first) : []),
    ],
    displayTimeUnit: 'ms',
    otherData: {
      command: report.command.join(' '),
      startedAt: report.startedAt,
      verdict: joinVerdict(report.verdict),
    },
  });
}

function traceThread(thread: ScriptThread): TraceEvent[] {
  const { pid, name, kind, startMs, endMs } = thread;
  // Thread 0 is the main thread.
  const tid = thread.threadId + 1;
  const span = (event: string, fromMs: number, durationMs: number, cat: string): TraceEvent => ({
    ...{ name: event, cat, ph: 'X', pid, tid, ts: microseconds(fromMs), dur: microseconds(durationMs) },
  });
  return [
    ...(kind === 'process' ? [{ name: 'process_name', ph: 'M' as const, pid, tid: 0, args: { name } }] : []),
    { name: 'thread_name', ph: 'M', pid, tid, args: { name: kind === 'process' ? 'main thread' : `${name} (thread)` } },
    span('alive', startMs, endMs - startMs, 'life'),
    ...thread.taskSample.map((task) => span('task', task.startMs, task.durationMs, 'task')),
    ...(thread.timeline ? traceTimeline(thread.timeline, pid, tid) : []),
  ];
}

function traceTimeline({ binMs, busy, waiting }: ScriptTimeline, pid: number, tid: number): TraceEvent[] {
  return busy.map((share, index) => ({
    name: `thread ${tid - 1}`,
    ...{ cat: 'cpu', ph: 'C', pid, tid, ts: microseconds(index * binMs) },
    args: { 'on a core': share, 'waiting for a core': waiting[index] ?? 0 },
  }));
}
