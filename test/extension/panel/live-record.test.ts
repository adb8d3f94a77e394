import { describe, expect, test } from 'vitest';
import { LiveRecord } from '../../../src/extension/panel/live-record.ts';
import type { Configuration } from '../../../src/model/plan.ts';
import { sampleMeasurements } from '../../report/sample-measurements.ts';

const started = {
  type: 'started',
  target: { name: 'f', location: { file: '/w/f.ts', line: 1, column: 1 } },
  configurations: [],
  budgetSeconds: 10,
} as const;
const record = (): LiveRecord => new LiveRecord({ ...started, configurations: [] });

describe('LiveRecord', () => {
  test('tells a page that comes late the latest of each kind, beginning with the start', () => {
    const live = record();
    live.take({ type: 'progress', fraction: 0.1, leftMs: 900 });
    live.take({ type: 'stage', stage: 'serial', configuration: null });
    live.take({ type: 'progress', fraction: 0.5, leftMs: 500 });
    const messages = live.messages();
    expect(messages[0]).toEqual(started);
    expect(messages.slice(1)).toEqual([
      { type: 'live', event: { type: 'progress', fraction: 0.5, leftMs: 500 } },
      { type: 'live', event: { type: 'stage', stage: 'serial', configuration: null } },
    ]);
  });

  test('adds a round to the measurement it belongs to', () => {
    const live = record();
    const [measurement] = sampleMeasurements({ configurations: [{ strategy: 'serial', workers: 1, chunkSize: null }] });
    if (!measurement) throw new Error('The sample has no measurement.');
    const { configuration } = measurement;
    live.take({ type: 'measurement', measurement: { ...measurement, rounds: [] } });
    const round = { index: 0, replica: 0, wallMs: 5, repeats: 1 };
    expect(live.take({ type: 'round', configuration, round })).toMatchObject({
      type: 'measurement',
      measurement: { rounds: [round] },
    });
    expect(live.messages().at(-1)).toMatchObject({ event: { measurement: { rounds: [round] } } });
  });

  test('has nothing to tell of a round of what was never measured, nor of the end', () => {
    const live = record();
    const configuration: Configuration = { strategy: 'threads', workers: 2, chunkSize: null };
    const round = { index: 0, replica: 0, wallMs: 5, repeats: 1 };
    expect(live.take({ type: 'round', configuration, round })).toBeNull();
    expect(live.take({ type: 'done' })).toBeNull();
    expect(live.messages()).toHaveLength(1);
  });

  test('keeps so many samples, and the newest', () => {
    const live = record();
    for (let atMs = 0; atMs < 1000; atMs++) live.take({ type: 'cores', atMs, ours: [1], others: [0] });
    const samples = live.messages().slice(1);
    expect(samples).toHaveLength(600);
    expect(samples.at(-1)).toMatchObject({ event: { atMs: 999 } });
  });
});
