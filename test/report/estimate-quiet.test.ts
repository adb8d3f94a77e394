import { describe, expect, it } from 'vitest';
import type { Measurement } from '../../src/model/measurement.ts';
import type { Report } from '../../src/model/report.ts';
import { buildReport } from '../../src/report/build-report.ts';
import { joinVerdict, writeShortVerdict } from '../../src/report/write-verdict.ts';
import { configurations, sampleMachine } from './sample-measurements.ts';
import { sampleRun } from './sample-report.ts';

/** A pool of two whose threads waited for this share of the pass, which made it so much slower. */
function starved(waitShare: number, { cores = 2, serialWait = 0 } = {}): Report {
  const run = sampleRun(
    { configurations: configurations(['threads'], [2]), cores, othersShare: 0.45, taskMs: () => 10 },
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
      outcome: 'none',
      next: 'measureAgain',
      quiet: { strategy: 'threads', workers: 2, speedup: expect.closeTo(2, 0.5) as number },
    });
    expect(joinVerdict(report.verdict)).toMatch(/expect about (2|1\.9)x on a quiet machine \(estimate\)\.$/);
    expect(writeShortVerdict(report)).toMatch(
      /^No verdict: unreliable, about (2|1\.9)x on a quiet machine \(estimate\)$/,
    );
  });

  it('takes the waiting of the serial run into account', () => {
    const report = starved(0.5, { serialWait: 0.5 });
    expect(report.conclusion).toMatchObject({ quiet: { speedup: expect.closeTo(1.95, 0) as number } });
  });

  it('is absent where threads hardly waited', () => {
    expect(starved(0.01).conclusion).not.toHaveProperty('quiet');
  });

  it('is absent for more workers than cores, which wait for each other', () => {
    expect(starved(0.5, { cores: 1 }).conclusion).not.toHaveProperty('quiet');
  });
});
