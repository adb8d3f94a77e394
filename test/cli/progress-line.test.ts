import { PassThrough } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { ProgressLine } from '../../src/cli/progress-line.ts';
import { applyRunEvent } from '../../src/report/run-state.ts';
import { configurations as configurationsOf, sampleMeasurements } from '../report/sample-measurements.ts';
import { configurations, startedRun } from '../report/run-events.ts';

function terminal(isTTY: boolean): { stream: WriteStream; written: () => string } {
  const stream = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY, columns: 80 });
  return { stream: stream as unknown as WriteStream, written: () => String(stream.read() ?? '') };
}

const [, threads] = configurations;
const run = applyRunEvent(startedRun({ coreSamples: 0, outputLines: 0 }), {
  type: 'stage',
  stage: 'rounds',
  configuration: threads,
});

describe('ProgressLine', () => {
  it('draws the stage, the share of the budget and the time left', () => {
    const { stream, written } = terminal(true);
    const line = new ProgressLine(stream);
    line.draw(run);
    expect(written()).toMatch(/ 0% {2}measuring threads x2$/);
    line.draw(applyRunEvent(run, { type: 'progress', fraction: 0.5, leftMs: 61_000 }));
    expect(written()).toMatch(/ 50% {2}measuring threads x2, 1 min 1 s left$/);
  });

  it('draws the first results as soon as there are some', () => {
    const { stream, written } = terminal(true);
    const line = new ProgressLine(stream);
    const [serial, threads] = sampleMeasurements({ configurations: configurationsOf(['threads'], [2]) });
    if (!serial || !threads) throw new Error('expected two measurements');
    const first = { ...run, measurements: [{ ...serial, rounds: [], firstPassMs: 679 }] };
    line.draw(first);
    expect(written()).toContain(' 0%  serial 679 ms · measuring');
    line.draw({ ...first, measurements: [...first.measurements, { ...threads, rounds: [], firstPassMs: 388 }] });
    expect(written()).toContain(' 0%  serial 679 ms, 2 threads 1.75x so far');
  });

  it('draws the item whose call lasts instead of the stage', () => {
    const { stream, written } = terminal(true);
    const longItem = { item: 0, input: '62', forMs: 12_400 };
    const started = applyRunEvent(run, { type: 'inputs', count: 32, preview: ['62'] });
    new ProgressLine(stream).draw(applyRunEvent(started, { type: 'longItem', longItem }));
    expect(written()).toContain(' 0%  Item 1 of 32 (62) has been running for 12 s');
  });

  it('draws the wait for other programs, and how to end it, in 80 columns', () => {
    const { stream, written } = terminal(true);
    const line = new ProgressLine(stream);
    const waiting = applyRunEvent(run, { type: 'waiting', othersCores: 1.4 });
    line.draw(waiting, true);
    expect(written()).toMatch(/Waiting for other programs to finish: they use 1\.4( of \d+)? cores; Enter starts$/);
    line.draw(waiting);
    expect(written()).toMatch(/cores$/);
    line.draw(applyRunEvent(waiting, { type: 'waiting', othersCores: null }));
    expect(written()).toMatch(/measuring threads x2$/);
  });

  it('draws only when the line changes', () => {
    const { stream, written } = terminal(true);
    const line = new ProgressLine(stream);
    line.draw(run);
    written();
    line.draw(run);
    expect(written()).toBe('');
  });

  it('writes nothing to a file or a pipe', () => {
    const { stream, written } = terminal(false);
    const line = new ProgressLine(stream);
    line.draw(run);
    line.clear();
    expect(written()).toBe('');
  });
});
