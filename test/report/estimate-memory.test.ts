import { describe, expect, it } from 'vitest';
import type { MemoryReading } from '../../src/model/measurement.ts';
import { estimateMemory } from '../../src/report/estimate-memory.ts';

const readings = (reading: Partial<MemoryReading>): MemoryReading[] =>
  [0.99, 1, 1.01, 1].map((noise) => ({
    streamAlone: 5000 * noise,
    streamsOnAllCores: 10_000,
    streamsWithout: 10_000 * noise,
    streamsBeside: 10_000,
    aloneMs: 20,
    besideMs: 20 * noise,
    ...reading,
  }));

describe('estimateMemory', () => {
  it('finds almost no demand of code that only computes', () => {
    const demand = estimateMemory({ cores: 4, readings: readings({}) });
    expect(demand?.demandShare.value).toBeLessThan(0.01);
    expect(demand?.sensitivity).toBeLessThan(0.01);
    expect(demand?.saturated).toBe(true);
  });

  it('finds the demand of a function that streams through memory itself', () => {
    // Three streams and the function ask for 150 % and 50 % of the bandwidth: all are half as fast.
    const demand = estimateMemory({
      cores: 4,
      readings: readings({ streamsBeside: 7500, besideMs: 40 }),
    });
    expect(demand?.demandShare.value).toBeCloseTo(0.5, 6);
    expect(demand?.sensitivity).toBeCloseTo(1, 1);
  });

  it('is null where a stream got no core in most readings', () => {
    const [first, second, ...lost] = readings({});
    const none = lost.map((reading) => ({ ...reading, streamAlone: 0, streamsBeside: 0 }));
    expect(estimateMemory({ cores: 4, readings: [first, second, ...none].flatMap((one) => one ?? []) })).toBeNull();
  });

  it('gives an upper bound where the streams leave bandwidth unused', () => {
    const demand = estimateMemory({
      cores: 2,
      readings: readings({ streamsWithout: 5000, streamsBeside: 5000 }),
    });
    expect(demand?.saturated).toBe(false);
    expect(demand?.demandShare.value).toBe(0);
    expect(demand?.demandShare.ci95[1]).toBeGreaterThanOrEqual(0.5);
  });

  it('does not infer competition from slow streams alone, which may have lost their cores', () => {
    const slowerStreams = readings({ streamsWithout: 5000, streamsBeside: 4700, besideMs: 20 });
    expect(estimateMemory({ cores: 2, readings: slowerStreams })).toMatchObject({
      saturated: false,
      demandShare: { value: 0 },
    });
  });

  it('is null if the readings differ too much', () => {
    const wild = readings({}).map((one, index) => ({ ...one, streamsBeside: [9000, 1000, 6000, 3000][index] ?? 0 }));
    expect(estimateMemory({ cores: 4, readings: wild })).toBeNull();
  });

  it('is null for few readings and for one core', () => {
    expect(estimateMemory({ cores: 4, readings: readings({}).slice(0, 2) })).toBeNull();
    expect(estimateMemory({ cores: 1, readings: readings({}) })).toBeNull();
    expect(estimateMemory(null)).toBeNull();
  });
});
