import { describe, expect, it } from 'vitest';
import { emptyMeasurement } from '../../src/engine/run/empty-measurement.ts';
import type { Measurement } from '../../src/model/measurement.ts';
import { livePoints } from '../../webview/charts/live-points.ts';
import type { LiveRun } from '../../webview/live-run.ts';
import { nextPageState } from '../../webview/page-state.ts';
import type { PageState } from '../../webview/page-state.ts';
import type { LiveEvent, ToPanel } from '../../webview/protocol.ts';
import { simulatedReport } from './simulated-report.ts';

const started: ToPanel = {
  type: 'started',
  target: { name: 'square', location: { file: '/a.ts', line: 1, column: 1 } },
  configurations: [{ strategy: 'serial', workers: 1, chunkSize: null }],
  budgetSeconds: 10,
};
const measurement = (strategy: 'serial' | 'threads', wallMs: number[]): Measurement => ({
  ...emptyMeasurement({ strategy, workers: strategy === 'serial' ? 1 : 2, chunkSize: null }),
  rounds: wallMs.map((ms, index) => ({ index, replica: 0, wallMs: ms, repeats: 1 })),
});

function runAfter(...events: LiveEvent[]): LiveRun {
  const messages: ToPanel[] = [started, ...events.map((event): ToPanel => ({ type: 'live', event }))];
  const state = messages.reduce<PageState>((before, message) => nextPageState(before, message), { kind: 'empty' });
  if (state.kind !== 'running') throw new Error(`Expected the page to show a run, found ${state.kind}.`);
  return state.run;
}

describe('nextPageState', () => {
  it('shows a run while it goes on, and its report at the end', () => {
    const running = nextPageState({ kind: 'empty' }, started);
    expect(running.kind).toBe('running');
    const report = simulatedReport();
    expect(nextPageState(running, { type: 'report', report, trusted: true })).toEqual({
      kind: 'report',
      report,
      trusted: true,
      history: null,
    });
  });

  it('takes a history for the report that is shown, and for nothing else', () => {
    const history = { entries: [], shown: null, notice: null };
    const shown = nextPageState({ kind: 'empty' }, { type: 'report', report: simulatedReport(), trusted: true });
    expect(nextPageState(shown, { type: 'history', history })).toEqual({ ...shown, history });
    expect(nextPageState({ kind: 'empty' }, { type: 'history', history })).toEqual({ kind: 'empty' });
  });

  it('passes over live events when no run is shown', () => {
    const state: PageState = { kind: 'empty' };
    expect(nextPageState(state, { type: 'live', event: { type: 'progress', fraction: 0.5, leftMs: 1 } })).toBe(state);
  });

  it('shows what is wrong with a file', () => {
    const state = nextPageState({ kind: 'waiting' }, { type: 'unreadable', message: 'The file is empty.' });
    expect(state).toEqual({ kind: 'unreadable', message: 'The file is empty.' });
  });

  it('shows the sentence of a problem', () => {
    const state = nextPageState({ kind: 'waiting' }, { type: 'problem', message: 'Expected Node 20.', target: null });
    expect(state).toEqual({ kind: 'problem', message: 'Expected Node 20.', target: null });
  });
});

describe('a run as it comes', () => {
  it('never goes backwards', () => {
    const run = runAfter(
      { type: 'progress', fraction: 0.6, leftMs: 4000 },
      { type: 'progress', fraction: 0.4, leftMs: 5000 },
      { type: 'progress', fraction: 1.7, leftMs: 0 },
    );
    expect(run.fraction).toBe(1);
    expect(
      runAfter({ type: 'progress', fraction: 0.6, leftMs: 4000 }, { type: 'progress', fraction: 0.4, leftMs: 5000 })
        .fraction,
    ).toBe(0.6);
  });

  it('keeps the last state of each configuration', () => {
    const run = runAfter(
      { type: 'measurement', measurement: measurement('serial', [10]) },
      { type: 'measurement', measurement: measurement('threads', [6]) },
      { type: 'measurement', measurement: measurement('threads', [6, 5]) },
    );
    expect(run.measurements.map((one) => one.rounds.length)).toEqual([1, 2]);
  });

  it('keeps about a minute of core samples', () => {
    const samples = Array.from({ length: 700 }, (_, i): LiveEvent => ({
      type: 'cores',
      atMs: i * 100,
      ours: [1],
      others: [0],
    }));
    const { cores } = runAfter(...samples);
    expect(cores.timesMs).toHaveLength(600);
    expect(cores.timesMs.at(-1)).toBe(69_900);
    expect(cores.ours).toHaveLength(600);
  });

  it('counts what was printed and keeps the last line', () => {
    const run = runAfter(
      { type: 'output', stream: 'stdout', text: 'one\ntwo\n' },
      { type: 'output', stream: 'stderr', text: '\n' },
    );
    expect(run.output).toEqual({ lastLine: 'two', lines: 2 });
  });
});

describe('livePoints', () => {
  it('takes the median over paired rounds, and their range', () => {
    const points = livePoints([measurement('serial', [10, 12, 11]), measurement('threads', [5, 5])]);
    expect(points).toEqual([{ strategy: 'threads', label: '2 threads', workers: 2, speedup: 2.2, low: 2, high: 2.4 }]);
  });

  it('has no point without a baseline or a pair', () => {
    expect(livePoints([measurement('threads', [5])])).toEqual([]);
    expect(livePoints([measurement('serial', []), measurement('threads', [5])])).toEqual([]);
  });
});
