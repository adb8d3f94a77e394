import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Random, seededRandom, standardNormal } from '../../src/math/seeded-random.ts';
import type { LineSamples } from '../../src/model/hot-lines.ts';
import { compareLines, judgeLine } from '../../src/report/compare-lines.ts';
import { sampleLineSamples } from './sample-line-samples.ts';

/** A Poisson count: by counting exponential times, or by the normal limit for a large mean. */
function poisson(random: Random, mean: number): number {
  if (mean > 500) return Math.max(0, Math.round(mean + Math.sqrt(mean) * standardNormal(random)));
  let count = -1;
  for (let left = mean; left >= 0; left += Math.log(1 - random())) count++;
  return count;
}

describe('the judgement of a line', () => {
  it('takes a line of the same speed for slower once in a thousand times at most', () => {
    const random = seededRandom(1);
    for (const mean of [15, 40, 200, 2000]) {
      for (const exposure of [0.25, 1, 4]) {
        let found = 0;
        const tries = 4000;
        for (let i = 0; i < tries; i++) {
          const serial = { samples: poisson(random, mean), exposure: 1 };
          const workers = { samples: poisson(random, mean * exposure), exposure };
          if (judgeLine(serial, workers).change === 'slower') found++;
        }
        expect(found).toBeLessThanOrEqual(tries / 1000);
      }
    }
  });

  it('finds a line that takes 1.5 times as long among many samples', () => {
    const random = seededRandom(2);
    let found = 0;
    for (let i = 0; i < 1000; i++) {
      const serial = { samples: poisson(random, 500), exposure: 1 };
      const workers = { samples: poisson(random, 3000), exposure: 4 };
      if (judgeLine(serial, workers).change === 'slower') found++;
    }
    expect(found).toBeGreaterThan(900);
  });

  it('agrees with its interval, whatever the counts', () => {
    const count = fc.record({ samples: fc.nat(5000), exposure: fc.double({ min: 0.1, max: 100, noNaN: true }) });
    fc.assert(
      fc.property(count, count, (serial, workers) => {
        const { slowdown, change } = judgeLine(serial, workers);
        if (!slowdown) {
          expect([change, serial.samples + workers.samples < 40]).toEqual(['unknown', true]);
          return;
        }
        const [low, high] = slowdown.ci95;
        expect(low).toBeLessThan(slowdown.value);
        expect(high).toBeGreaterThan(slowdown.value);
        if (change === 'slower') expect(low).toBeGreaterThan(1.1);
        if (change === 'faster') expect(high).toBeLessThan(1 / 1.1);
        // Seen from the other run, the judgement is the opposite.
        const opposite = { slower: 'faster', faster: 'slower', same: 'same', unknown: 'unknown' }[change];
        expect(judgeLine(workers, serial).change).toBe(opposite);
      }),
    );
  });
});

describe('the comparison of lines', () => {
  it('says per line how long it takes per pass, its share, and whether it got slower', () => {
    const [hot] = compareLines(sampleLineSamples(), { name: 'threads' }) ?? [];
    expect(hot?.pool).toEqual({ name: 'threads', workers: 4 });
    expect(hot?.serial).toEqual({ samples: 2035, elsewhere: 62 / 2035, calls: 48, intervalMs: 0.58 });
    expect(hot?.workers?.calls).toBe(192);
    const slow = hot?.lines.filter(({ change }) => change === 'slower');
    expect(slow?.map(({ location }) => location.line)).toEqual([31]);
    // Four passes over all items have four times as many samples.
    expect(slow?.[0]?.serial.selfMs).toBeCloseTo(270 * 0.58);
    expect(slow?.[0]?.workers?.selfMs).toBeCloseTo((1990 * 0.58) / 4);
    expect(slow?.[0]?.slowdown?.value).toBeCloseTo(1990 / 4 / 270, 1);
    const times = hot?.lines.map(({ serial, workers }) => Math.max(serial.selfMs, workers?.selfMs ?? 0)) ?? [];
    expect(times).toEqual([...times].sort((a, b) => b - a));
  });

  it('has an entry per kind of pool, that of the verdict first', () => {
    const [serial, threads] = sampleLineSamples();
    const processes = threads && {
      ...threads,
      configuration: { strategy: 'processes' as const, workers: 2, chunkSize: null },
    };
    const runs = [serial, threads, processes].filter((run) => run !== undefined);
    const names = (name: 'threads' | 'processes') => compareLines(runs, { name })?.map(({ pool }) => pool?.name);
    expect(names('processes')).toEqual(['processes', 'threads']);
    expect(names('threads')).toEqual(['threads', 'processes']);
  });

  it('lists the serial lines alone where no pool ran, and nothing without a serial run', () => {
    const [serial] = sampleLineSamples();
    const [hot] = compareLines(serial ? [serial] : [], null) ?? [];
    expect(hot?.pool).toBeNull();
    expect(hot?.lines[0]).toMatchObject({ workers: null, slowdown: null, change: 'unknown' });
    expect(compareLines([], null)).toBeUndefined();
  });

  it('never lists a line twice, nor shares of more than the whole', () => {
    const samples = (strategy: 'serial' | 'threads'): fc.Arbitrary<LineSamples> =>
      fc.record({
        configuration: fc.constant({ strategy, workers: strategy === 'serial' ? 1 : 2, chunkSize: null }),
        items: fc.integer({ min: 1, max: 50 }),
        passes: fc.integer({ min: 1, max: 50 }),
        intervalMs: fc.double({ min: 0.1, max: 5, noNaN: true }),
        lines: fc.uniqueArray(
          fc.record({
            file: fc.constantFrom('/a.ts', '/b.ts'),
            line: fc.integer({ min: 1, max: 9 }),
            functionName: fc.constant('f'),
            text: fc.constant('x();'),
            samples: fc.nat(500),
          }),
          { selector: ({ file, line }) => `${file}:${line}` },
        ),
        elsewhere: fc.nat(500),
      });
    fc.assert(
      fc.property(samples('serial'), samples('threads'), (serial, threads) => {
        const [hot] = compareLines([serial, threads], { name: 'threads' }) ?? [];
        const places = hot?.lines.map(({ location }) => `${location.file}:${location.line}`) ?? [];
        expect(new Set(places).size).toBe(places.length);
        for (const run of ['serial', 'workers'] as const) {
          const shares = hot?.lines.map((line) => line[run]?.share ?? 0) ?? [];
          const sum = shares.reduce((a, b) => a + b, hot?.[run]?.elsewhere ?? 0);
          expect(sum).toBeLessThanOrEqual(1 + 1e-9);
        }
      }),
    );
  });
});
