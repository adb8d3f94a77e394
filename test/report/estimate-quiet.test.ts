import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinVerdict, writeShortVerdict } from '../../src/report/write-verdict.ts';
import { findOutcomeDisagreements } from './find-outcome-disagreements.ts';
import { starvedReport } from './sample-report.ts';

describe('the estimate for a quiet machine', () => {
  it('is about 2x for two threads that waited half of the time', () => {
    const report = starvedReport(0.5);
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
    const report = starvedReport(0.45, { inflation: 1.65 });
    expect(report.strategies[1]?.speedup.value).toBeLessThan(0.8);
    expect(report.conclusion).toMatchObject({ outcome: 'none', next: 'measureAgain' });
    expect(joinVerdict(report.verdict)).toMatch(
      /Expect about [\d.]+x with 2 threads on a quiet machine \(estimate\)\.$/,
    );
    expect(findOutcomeDisagreements(report)).toEqual([]);
  });

  it('does not carry the waits of one pass over to rounds that did not wait', () => {
    const report = starvedReport(0.1, { serialWait: 0.88, steadyRounds: true });
    expect(report.conclusion).toMatchObject({
      outcome: 'pays',
      quiet: { speedup: expect.closeTo(1.95, 0) as number },
    });
  });

  it('is no less than the rounds show where the observed pass was slower than they', () => {
    const report = starvedReport(0.12, { passCost: 1.4 });
    const measured = report.strategies[1]?.speedup.value ?? 0;
    expect(report.conclusion).toMatchObject({ outcome: 'pays' });
    expect(report.conclusion?.quiet?.speedup ?? measured).toBeGreaterThan(measured - 0.01);
  });

  it('keeps a function serial that would not gain on an idle machine', () => {
    const report = starvedReport(0.3, { inflation: 3 });
    expect(report.conclusion).toMatchObject({ outcome: 'serial', quiet: { strategy: 'threads', workers: 2 } });
    expect(joinVerdict(report.verdict)).toMatch(
      /^Keep estimatePi serial\. Expect about 0\.\dx with 2 threads on a quiet machine \(estimate\)\. Measured: /,
    );
    expect(findOutcomeDisagreements(report)).toEqual([]);
  });

  it('decides nothing where the waits are upper bounds', () => {
    const report = starvedReport(0.5, { upperBound: true });
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
        const busy = starvedReport(wait, { inflation });
        const idle = starvedReport(0, { inflation, othersShare: 0 });
        const outcomes = [idle.conclusion?.outcome, 'none'];
        expect(outcomes).toContain(busy.conclusion?.outcome);
        expect(findOutcomeDisagreements(busy)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('takes the waiting of the serial run into account', () => {
    const report = starvedReport(0.5, { serialWait: 0.5 });
    expect(report.conclusion).toMatchObject({ quiet: { speedup: expect.closeTo(1.95, 0) as number } });
  });

  it('is the measured speedup where threads hardly waited', () => {
    const { conclusion, strategies } = starvedReport(0.01);
    const measured = strategies[1]?.speedup.value ?? 0;
    expect(conclusion).toMatchObject({ outcome: 'pays', quiet: { speedup: expect.closeTo(measured, 1) as number } });
  });

  it('is absent for more workers than cores, which wait for each other', () => {
    expect(starvedReport(0.5, { cores: 1 }).conclusion).not.toHaveProperty('quiet');
  });
});
