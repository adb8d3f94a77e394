import { describe, expect, it } from 'vitest';
import type { Finding, FindingCode } from '../../../src/model/finding.ts';
import type { MemoryUse } from '../../../src/model/measurement.ts';
import type { Report } from '../../../src/model/report.ts';
import { buildReport } from '../../../src/report/build-report.ts';
import { formatText } from '../../../src/report/formats/format-text.ts';
import { configurations, sampleMachine, sampleMeasurements } from '../sample-measurements.ts';
import { sampleRun } from '../sample-report.ts';

const standard = configurations(['threads'], [2, 4]);
const MB = 1e6;

/** A serial run of 60 MB and a pool that needs `workerBytes` more for each worker. */
function report(workerBytes: number, serial: Partial<MemoryUse> = {}, memoryBytes = sampleMachine.memoryBytes): Report {
  const measurements = sampleMeasurements({ configurations: standard }).map((measurement) => {
    const { strategy, workers } = measurement.configuration;
    const isSerial = strategy === 'serial';
    const memory = { rssBytes: 60 * MB + (isSerial ? 0 : workers * workerBytes), ...(isSerial && serial) };
    return { ...measurement, memory };
  });
  return buildReport(
    sampleRun({ configurations: standard }, { measurements, machine: { ...sampleMachine, memoryBytes } }),
  );
}

function find<Code extends FindingCode>({ findings }: Report, code: Code): Extract<Finding, { code: Code }> | null {
  return (findings.find((finding) => finding.code === code) ?? null) as Extract<Finding, { code: Code }> | null;
}

describe('memory per worker', () => {
  const perWorkerBytes = (strategies: Report['strategies']) =>
    strategies.flatMap((result) => (result.kind === 'pool' ? [result.memory?.perWorkerBytes] : []));

  it('is the memory of the pool beyond that of the serial run', () => {
    const { strategies } = report(30 * MB);
    expect(perWorkerBytes(strategies)).toEqual([30 * MB, 30 * MB]);
    expect(strategies.map(({ memory }) => memory?.rssBytes)).toEqual([60 * MB, 120 * MB, 180 * MB]);
  });

  it('is not known where the serial run had grown larger than the pool', () => {
    const grown = report(1 * MB, { rssBytes: 90 * MB });
    expect(perWorkerBytes(grown.strategies)).toEqual([null, null]);
    expect(formatText(grown, { width: 100, colour: false })).toContain('memory: 64.0 MB in total\n');
  });

  it('memory-nearly-full: with the number of workers that fit', () => {
    const full = find(report(200 * MB, {}, 1_000 * MB), 'memory-nearly-full');
    // 60 MB and 4 x 200 MB of 1 GB; of the 600 MB that should do, 540 MB are for workers.
    expect(full).toMatchObject({ severity: 'warning', args: { workers: 4, rssBytes: 860 * MB, mostWorkers: 2 } });
    expect(full?.evidence).toMatchObject({ perWorkerBytes: 200 * MB, memoryBytes: 1_000 * MB });
    expect(find(report(100 * MB, {}, 1_000 * MB), 'memory-nearly-full')).toBeNull();
  });
});

describe('memory-growth', () => {
  it('is reported if every step retained memory, with the smallest value', () => {
    const growing = report(30 * MB, { retainedBytes: [1_500, 1_200, 1_300] });
    expect(find(growing, 'memory-growth')).toMatchObject({
      severity: 'warning',
      args: { bytesPerCall: 1_200, count: 64 },
      evidence: { retainedPerPassBytes: 1_200 * 64 },
    });
    expect(growing.findings.map(({ message }) => message).join()).toContain('1.20 kB');
  });

  it('is not reported if a step retained nothing, or without a measurement', () => {
    expect(find(report(30 * MB, { retainedBytes: [9_000, 0, 0] }), 'memory-growth')).toBeNull();
    expect(find(report(30 * MB), 'memory-growth')).toBeNull();
  });
});
