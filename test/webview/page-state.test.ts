import { describe, expect, it } from 'vitest';
import { emptyMeasurement } from '../../src/engine/run/empty-measurement.ts';
import type { Measurement } from '../../src/model/measurement.ts';
import type { RunEvent } from '../../src/model/run-event.ts';
import { startRun, usualLimits } from '../../src/report/run-state.ts';
import { livePoints } from '../../webview/charts/live-points.ts';
import { nextPageState } from '../../webview/page-state.ts';
import type { PageState } from '../../webview/page-state.ts';
import type { ToPanel } from '../../webview/protocol.ts';
import { simulatedReport } from './simulated-report.ts';

const started: ToPanel = {
  type: 'run',
  run: startRun(
    {
      target: { name: 'square', location: { file: '/a.ts', line: 1, column: 1 } },
      configurations: [{ strategy: 'serial', workers: 1, chunkSize: null }],
      budgetSeconds: 10,
    },
    usualLimits,
  ),
};
const measurement = (strategy: 'serial' | 'threads', wallMs: number[]): Measurement => ({
  ...emptyMeasurement({ strategy, workers: strategy === 'serial' ? 1 : 2, chunkSize: null }),
  rounds: wallMs.map((ms, index) => ({ index, replica: 0, wallMs: ms, repeats: 1 })),
});

describe('nextPageState', () => {
  it('shows a run in progress, and its report at the end', () => {
    const running = nextPageState({ kind: 'empty' }, started);
    expect(running.kind).toBe('running');
    const report = simulatedReport();
    expect(nextPageState(running, { type: 'report', report, trusted: true })).toEqual({
      kind: 'report',
      report,
      trusted: true,
      outdated: false,
      history: null,
    });
  });

  it('accepts a history only for the shown report', () => {
    const history = { entries: [], shown: null, notice: null };
    const shown = nextPageState({ kind: 'empty' }, { type: 'report', report: simulatedReport(), trusted: true });
    expect(nextPageState(shown, { type: 'history', history })).toEqual({ ...shown, history });
    expect(nextPageState({ kind: 'empty' }, { type: 'history', history })).toEqual({ kind: 'empty' });
  });

  it('keeps whether the code has changed with the report that is shown', () => {
    const shown = nextPageState({ kind: 'empty' }, { type: 'report', report: simulatedReport(), trusted: true });
    const changed = nextPageState(shown, { type: 'code', outdated: true });
    expect(changed).toEqual({ ...shown, outdated: true });
    expect(nextPageState(changed, { type: 'report', report: simulatedReport(), trusted: true })).toMatchObject({
      outdated: false,
    });
  });

  it('applies the events of a message to the shown run, in order', () => {
    const events: RunEvent[] = [
      { type: 'progress', fraction: 0.5, leftMs: 100 },
      { type: 'output', stream: 'stdout', text: 'one\n' },
      { type: 'output', stream: 'stdout', text: 'two\n' },
    ];
    expect(nextPageState(nextPageState({ kind: 'empty' }, started), { type: 'live', events })).toMatchObject({
      kind: 'running',
      run: { fraction: 0.5, output: { lines: ['one', 'two'] } },
    });
  });

  it('ignores live events if no run is shown', () => {
    const state: PageState = { kind: 'empty' };
    const events: RunEvent[] = [{ type: 'progress', fraction: 0.5, leftMs: 1 }];
    expect(nextPageState(state, { type: 'live', events })).toBe(state);
  });

  it('shows what is wrong with a file', () => {
    const state = nextPageState({ kind: 'waiting' }, { type: 'unreadable', message: 'The file is empty.' });
    expect(state).toEqual({ kind: 'unreadable', message: 'The file is empty.' });
  });

  it('shows the message of a problem', () => {
    const state = nextPageState({ kind: 'waiting' }, { type: 'problem', message: 'Expected Node 20.', target: null });
    expect(state).toEqual({ kind: 'problem', problem: { message: 'Expected Node 20.', target: null } });
  });
});

describe('livePoints', () => {
  it('fit the rounds so far, with the range of single rounds', () => {
    const points = livePoints([measurement('serial', [10, 12, 11]), measurement('threads', [5, 5])]);
    expect(points).toEqual([
      {
        strategy: 'threads',
        label: '2 threads',
        workers: 2,
        speedup: expect.closeTo(2.2, 1) as number,
        low: 2,
        high: 2.4,
      },
    ]);
  });

  it('are empty without a baseline or a pair', () => {
    expect(livePoints([measurement('threads', [5])])).toEqual([]);
    expect(livePoints([measurement('serial', []), measurement('threads', [5])])).toEqual([]);
  });
});
