import { describe, expect, it } from 'vitest';
import type { MeasuredPool, MemoryDemand } from '../../../src/model/report.ts';
import { drawLaws, type LawEvidence, slowdown, summariseLaws } from '../../../src/report/prediction/contention-law.ts';
import { median, standardDeviation } from '../../../src/math/median.ts';

const pool = (workers: number, inflation: number, inflationError = 0.003): MeasuredPool => ({
  workers,
  chunkSize: 1,
  speedup: { value: workers / inflation, ci95: [0, 0] },
  inflation,
  inflationError,
});
const evidence = (measured: MeasuredPool[], rest: Partial<LawEvidence> = {}): LawEvidence => ({
  measured,
  machineContention: 0,
  machineContentionError: 0,
  cores: 4,
  ...rest,
});
const demanding = (demand: number): MemoryDemand => ({
  demandShare: { value: demand, ci95: [demand * 0.95, demand * 1.05] },
  sensitivity: 0.5,
  saturated: true,
  bandwidthBytesPerMs: 1e7,
  readings: 6,
});
const expectedAt = (of: LawEvidence, workers: number, bandwidth = 1): number =>
  median(drawLaws(of, 400, 3).map((law) => slowdown(law, workers, bandwidth)));

describe('drawLaws', () => {
  it('finds contention', () => {
    const { inflation, contention } = summariseLaws(
      evidence([pool(1, 1.1), pool(2, 1.1 * 1.05), pool(3, 1.1 * 1.1), pool(4, 1.1 * 1.15)]),
    );
    expect(inflation).toBeCloseTo(1.1, 2);
    expect(contention).toBeGreaterThan(0.04);
    expect(contention).toBeLessThan(0.06);
  });

  it('finds coherence that affects four workers', () => {
    const usl = (workers: number): number => 1 + 0.05 * (workers - 1) + 0.03 * workers * (workers - 1);
    const of = evidence([1, 2, 3, 4].map((workers) => pool(workers, usl(workers), 0.006)));
    expect(Math.abs(expectedAt(of, 16) / usl(16) - 1)).toBeLessThan(0.2);
  });

  it('uses the contention of independent loops if only one worker was measured', () => {
    const one = [pool(1, 1)];
    expect(expectedAt(evidence(one), 4)).toBeLessThan(1.06);
    expect(expectedAt(evidence(one, { machineContention: 0.1 }), 4)).toBeGreaterThan(1.25);
  });

  it('does not assume that workers make each other faster', () => {
    const laws = drawLaws(evidence([pool(1, 1.1), pool(2, 1), pool(4, 0.9)]), 50, 1);
    expect(Math.min(...laws.map((law) => slowdown(law, 64) / law.level))).toBeGreaterThanOrEqual(1);
  });

  it('ends the gain where memory bandwidth ends, later with more bandwidth', () => {
    const flat = [1, 2, 3, 4].map((workers) => pool(workers, 1));
    const of = evidence(flat, { memory: demanding(0.1) });
    expect(64 / expectedAt(of, 64)).toBeGreaterThan(9);
    expect(64 / expectedAt(of, 64)).toBeLessThan(10.5);
    expect(64 / expectedAt(of, 64, 2)).toBeGreaterThan(18);
    expect(64 / expectedAt(evidence([...flat], { memory: demanding(0.001) }), 64)).toBeGreaterThan(45);
  });

  it('is less certain with wider errors', () => {
    const spread = (error: number): number => {
      const of = evidence([1, 2, 4].map((workers) => pool(workers, 1 + 0.03 * (workers - 1), error)));
      return standardDeviation(drawLaws(of, 400, 5).map((law) => Math.log(slowdown(law, 4)))) ?? NaN;
    };
    expect(spread(0.03)).toBeGreaterThan(2 * spread(0.003));
  });

  it('draws laws even from points that no law explains', () => {
    expect(drawLaws(evidence([pool(1, 3, 0.001), pool(2, 0.1, 0.001), pool(3, 5, 0.001)]), 10, 1)).toHaveLength(10);
  });
});
