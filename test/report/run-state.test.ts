import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyMeasurement } from '../../src/engine/run/empty-measurement.ts';
import type { Measurement } from '../../src/model/measurement.ts';
import type { Configuration } from '../../src/model/plan.ts';
import type { RunEvent } from '../../src/model/run-event.ts';
import { applyRunEvent, type RunState } from '../../src/report/run-state.ts';
import { anyEvent, configurations, round, startedRun } from './run-events.ts';

const limits = { coreSamples: 5, outputLines: 3 };
const runAfter = (...events: RunEvent[]): RunState => events.reduce(applyRunEvent, startedRun(limits));
const measured = (configuration: Configuration, rounds: number): RunEvent => ({
  type: 'measurement',
  measurement: {
    ...emptyMeasurement(configuration),
    rounds: Array.from({ length: rounds }, (_, index) => round(index)),
  },
});
const printed = (text: string): RunEvent => ({ type: 'output', stream: 'stdout', text });
const [serial, threads, processes, outsidePlan] = configurations;

function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}

describe('applyRunEvent', () => {
  it('continues from a state that was sent as JSON as if it had seen every event', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), fc.nat(40), (events, at) => {
        const sent = JSON.parse(JSON.stringify(runAfter(...events.slice(0, at)))) as RunState;
        expect(events.slice(at).reduce(applyRunEvent, sent)).toEqual(runAfter(...events));
      }),
    );
  });

  it('never changes an earlier state or an event', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
        // Assigning to a frozen object throws.
        const frozen = events.map(deepFreeze);
        frozen.reduce((run, event) => deepFreeze(applyRunEvent(run, event)), deepFreeze(startedRun(limits)));
      }),
    );
  });

  it('never moves progress backwards or beyond the end', () => {
    const run = runAfter(
      { type: 'progress', fraction: 0.6, leftMs: 4000 },
      { type: 'progress', fraction: 0.4, leftMs: 5000 },
    );
    expect(run).toMatchObject({ fraction: 0.6, leftMs: 5000 });
    expect(applyRunEvent(run, { type: 'progress', fraction: 1.7, leftMs: 0 }).fraction).toBe(1);
  });

  it('keeps the newest measurement of each configuration, in the order of the plan', () => {
    const run = runAfter(
      measured(outsidePlan, 4),
      measured(processes, 3),
      measured(serial, 1),
      measured(threads, 1),
      measured(threads, 2),
    );
    expect(run.measurements.map(({ configuration, rounds }) => [configuration, rounds.length])).toEqual([
      [serial, 1],
      [threads, 2],
      [processes, 3],
      [outsidePlan, 4],
    ]);
  });

  it('adds a round to its measurement once, and drops one without a measurement', () => {
    const event: RunEvent = { type: 'round', configuration: serial, round: round(1) };
    const { measurements } = runAfter(measured(serial, 1), event, event, {
      type: 'round',
      configuration: threads,
      round: round(0),
    });
    expect(measurements.map(({ rounds }: Measurement) => rounds)).toEqual([[round(0), round(1)]]);
  });

  it('keeps as many core samples as its limit, the newest', () => {
    const samples = Array.from({ length: 9 }, (_, i): RunEvent => ({ type: 'cores', atMs: i, ours: [i], others: [0] }));
    expect(runAfter(...samples).cores).toEqual({
      timesMs: [4, 5, 6, 7, 8],
      ours: [[4], [5], [6], [7], [8]],
      others: [[0], [0], [0], [0], [0]],
    });
  });

  it('joins the parts of a line, keeps the newest lines and counts all', () => {
    const run = runAfter(printed('on'), printed('e\ntwo\n\nfour\nfi'));
    expect(run.output).toEqual({ lines: ['two', '', 'four'], unfinished: 'fi', total: 4 });
    expect(applyRunEvent(run, { type: 'outputLines', total: 9 }).output.total).toBe(9);
  });

  it('keeps measurements when the run fails', () => {
    const failure = { type: 'failed', stage: 'run', message: 'out of memory' } as const;
    expect(runAfter(measured(serial, 2), failure)).toMatchObject({
      failure,
      measurements: [{ configuration: serial }],
    });
  });
});
