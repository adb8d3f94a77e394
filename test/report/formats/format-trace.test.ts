import { describe, expect, it } from 'vitest';
import { formatTrace } from '../../../src/report/formats/format-trace.ts';
import { cpuBoundReport, failedReport } from '../sample-report.ts';

interface Event {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts?: number;
  dur?: number;
  args?: Record<string, unknown>;
}

const events = (text: string): Event[] => (JSON.parse(text) as { traceEvents: Event[] }).traceEvents;
const all = events(formatTrace(cpuBoundReport));

describe('formatTrace', () => {
  it('names a process per strategy and a track per worker', () => {
    const processes = all.filter(({ name }) => name === 'process_name').map(({ args }) => args?.['name']);
    expect(processes).toEqual(expect.arrayContaining(['estimatePi: serial', 'estimatePi: 4 threads']));
    expect(processes).toHaveLength(cpuBoundReport.strategies.length);
    const tracks = all.filter(({ name }) => name === 'thread_name');
    expect(tracks).toHaveLength(
      cpuBoundReport.strategies.reduce((sum, { workerTimeline }) => sum + workerTimeline.length, 0),
    );
    expect(new Set(tracks.map(({ pid, tid }) => `${pid}/${tid}`)).size).toBe(tracks.length);
  });

  it('has every segment, in microseconds', () => {
    const [, threads] = cpuBoundReport.strategies;
    const [worker] = threads?.workerTimeline ?? [];
    const spans = all.filter(({ ph, pid, tid }) => ph === 'X' && pid === 2 && tid === 1);
    expect(spans).toHaveLength(worker?.segments.length ?? -1);
    expect(spans[2]?.dur).toBeCloseTo((worker?.segments[2]?.durationMs ?? NaN) * 1000, 2);
    expect(new Set(spans.map(({ name }) => name))).toEqual(new Set(['queue', 'clone in', 'execute', 'clone out']));
  });

  it('keeps the spans of a track apart and in order', () => {
    for (const track of new Set(all.filter(({ ph }) => ph === 'X').map(({ pid, tid }) => `${pid}/${tid}`))) {
      let end = 0;
      for (const span of all.filter(({ ph, pid, tid }) => ph === 'X' && `${pid}/${tid}` === track)) {
        expect(span.ts).toBeGreaterThanOrEqual(end - 0.01);
        end = (span.ts ?? 0) + (span.dur ?? 0);
      }
    }
  });

  it('counts the cores', () => {
    const counters = all.filter(({ ph }) => ph === 'C');
    expect(new Set(counters.map(({ name }) => name))).toEqual(new Set(['core 0', 'core 1', 'core 2', 'core 3']));
    for (const { args } of counters) expect(Object.keys(args ?? {})).toEqual(['ours', 'others', 'stolen']);
  });

  it('is an empty trace when nothing was measured', () => {
    expect(events(formatTrace(failedReport))).toEqual([]);
  });
});
