import { describe, expect, it } from 'vitest';
import type { Report } from '../../../src/model/report.ts';
import { buildReport } from '../../../src/report/build-report.ts';
import { formatText } from '../../../src/report/formats/format-text.ts';
import { configurations, type SampleRun } from '../sample-measurements.ts';
import { sampleRun } from '../sample-report.ts';

function report(speedups: number[] | null, change: Partial<SampleRun> = {}): Report {
  const run = { configurations: configurations(['threads'], [1, 2, 4]), ...change };
  const readings = speedups?.map((together) => ({ alone: 1, together }));
  return buildReport(sampleRun(run, { ceiling: readings ? { cores: 4, readings } : null }));
}

const codes = ({ findings }: Report): string[] => findings.map(({ code }) => code);
const low = [2.9, 3.0, 3.0, 3.1, 3.0];

describe("the machine's ceiling", () => {
  it('is shown with its interval below the speedup', () => {
    const full = report([3.9, 3.95, 4, 3.97]);
    expect(full.ceiling).toMatchObject({ cores: 4, readings: 4 });
    expect(full.ceiling?.speedup.value).toBeCloseTo(3.96);
    expect(formatText(full, { colour: false, width: 100 })).toContain(
      'machine: 4.0x for independent loops on 4 cores (95% CI ',
    );
    expect(codes(full)).not.toContain('machine-ceiling');
  });

  it('is unknown from a single reading, and never exceeds the cores', () => {
    expect(report([1.2]).ceiling?.speedup).toEqual({ value: 1.2, ci95: [1, 4] });
    expect(report([3.9, 4, 4]).ceiling?.speedup.ci95[1]).toBe(4);
  });

  it('is a finding if plain loops lose a tenth of the cores', () => {
    expect(codes(report(low))).toContain('machine-ceiling');
    expect(codes(report([3, 3]))).not.toContain('machine-ceiling');
    expect(codes(report(null))).not.toContain('machine-ceiling');
    expect(report(null).ceiling).toBeNull();
  });

  it('explains execution that is slower by the same amount, and no more', () => {
    const slower = { slowdown: (workers: number) => 1 + 0.11 * (workers - 1) };
    expect(codes(report(null, slower))).toContain('execution-slower');
    expect(codes(report(low, slower))).not.toContain('execution-slower');
    const muchSlower = { slowdown: (workers: number) => 1 + 0.4 * (workers - 1) };
    expect(codes(report(low, muchSlower))).toContain('execution-slower');
  });
});
