import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Measurement } from '../../src/model/measurement.ts';
import type { Report } from '../../src/model/report.ts';
import { buildReport } from '../../src/report/build-report.ts';
import { joinVerdict, writeShortVerdict } from '../../src/report/write-verdict.ts';
import { configurations, sampleMachine } from './sample-measurements.ts';
import { findOutcomeDisagreements } from './find-outcome-disagreements.ts';
import { sampleRun } from './sample-report.ts';

/** A pool of two whose threads waited for this share of the pass, which made it so much slower. */
function starved(
  waitShare: number,
  { cores = 2, serialWait = 0, othersShare = 0.45, inflation = 1, upperBound = false } = {},
): Report {
  const run = sampleRun(
    {
      configurations: configurations(['threads'], [2]),
      cores,
      othersShare,
      slowdown: () => inflation,
      taskMs: () => 10,
    },
    { machine: { ...sampleMachine, availableParallelism: cores, logicalCores: cores } },
  );
  const slow = (measurement: Measurement): Measurement => {
    const share = measurement.configuration.strategy === 'serial' ? serialWait : waitShare;
    const factor = 1 / (1 - share);
    const { observed } = measurement;
    return {
      ...measurement,
      rounds: measurement.rounds.map((round) => ({ ...round, wallMs: round.wallMs * factor })),
      observed: observed && {
        ...observed,
        wallMs: observed.wallMs * factor,
        main: { busyMs: 0, messages: 16 },
        workers: observed.workers.map((worker) => ({
          ...worker,
          onCpuMs: worker.busyMs,
          busyMs: worker.busyMs + observed.wallMs * factor * share,
          runQueueWaitMs: observed.wallMs * factor * share,
          ...(upperBound && { waitIsUpperBound: true as const }),
        })),
      },
    };
  };
  return buildReport({ ...run, measurements: run.measurements.map(slow) });
}

describe('the estimate for a quiet machine', () => {
  it('is about 2x for two threads that waited half of the time', () => {
    const report = starved(0.5);
    expect(report.strategies[1]?.speedup.value).toBeLessThan(1.05);
    expect(report.conclusion).toMatchObject({
      outcome: 'pays',
      quiet: { strategy: 'threads', workers: 2, speedup: expect.closeTo(2, 0.5) as number },
    });
    expect(report.confidence).toBe('invalid');
    expect(joinVerdict(report.verdict)).toMatch(
      /^estimatePi reaches about (2|1\.9)x with 2 threads on a quiet machine \(estimate\)\. Measured: [\d.]+x with 2 threads \(95% CI .*\)\. Unreliable: /,
    );
    expect(writeShortVerdict(report)).toMatch(
      /^Parallel pays: about (2|1\.9)x with 2 threads on a quiet machine \(estimate\)$/,
    );
    expect(findOutcomeDisagreements(report)).toEqual([]);
  });

  it('decides only if the whole corrected interval is on one side of the margin', () => {
    // Two threads without a gain of their own, which waited for half of the time because others ran.
    const report = starved(0.45, { inflation: 1.65 });
    expect(report.strategies[1]?.speedup.value).toBeLessThan(0.8);
    expect(report.conclusion).toMatchObject({ outcome: 'none', next: 'measureAgain' });
    expect(joinVerdict(report.verdict)).toMatch(
      /Expect about [\d.]+x with 2 threads on a quiet machine \(estimate\)\.$/,
    );
    expect(findOutcomeDisagreements(report)).toEqual([]);
  });

  it('keeps a function serial that would not gain on an idle machine', () => {
    const report = starved(0.3, { inflation: 3 });
    expect(report.conclusion).toMatchObject({ outcome: 'serial', quiet: { strategy: 'threads', workers: 2 } });
    expect(joinVerdict(report.verdict)).toMatch(
      /^Keep estimatePi serial\. Expect about 0\.\dx with 2 threads on a quiet machine \(estimate\)\. Measured: /,
    );
    expect(findOutcomeDisagreements(report)).toEqual([]);
  });

  it('decides nothing where the waits are upper bounds', () => {
    const report = starved(0.5, { upperBound: true });
    expect(report.conclusion).toMatchObject({ outcome: 'none', quiet: { strategy: 'threads', workers: 2 } });
    expect(report.recommendation).toBeNull();
    expect(report.verdict.map(({ role }) => role)).toEqual(['status', 'doubt', 'answer', 'detail']);
    expect(joinVerdict(report.verdict)).toMatch(/^Unreliable: other processes used [\d.]+ of 2 cores\. /);
  });

  it('agrees with the outcome of the same function without the load', () => {
    const random = fc.record({
      wait: fc.double({ min: 0.06, max: 0.7, noNaN: true }),
      inflation: fc.double({ min: 0.9, max: 4, noNaN: true }),
    });
    fc.assert(
      fc.property(random, ({ wait, inflation }) => {
        const busy = starved(wait, { inflation });
        const idle = starved(0, { inflation, othersShare: 0 });
        const outcomes = [idle.conclusion?.outcome, 'none'];
        expect(outcomes).toContain(busy.conclusion?.outcome);
        expect(findOutcomeDisagreements(busy)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('takes the waiting of the serial run into account', () => {
    const report = starved(0.5, { serialWait: 0.5 });
    expect(report.conclusion).toMatchObject({ quiet: { speedup: expect.closeTo(1.95, 0) as number } });
  });

  it('is the measured speedup where threads hardly waited', () => {
    const { conclusion, strategies } = starved(0.01);
    const measured = strategies[1]?.speedup.value ?? 0;
    expect(conclusion).toMatchObject({ outcome: 'pays', quiet: { speedup: expect.closeTo(measured, 1) as number } });
  });

  it('is absent for more workers than cores, which wait for each other', () => {
    expect(starved(0.5, { cores: 1 }).conclusion).not.toHaveProperty('quiet');
  });
});
