import { describe, expect, it } from 'vitest';
import type { Round } from '../../../src/model/measurement.ts';
import { estimateTimes, fitTimes } from '../../../src/report/statistics/estimate-times.ts';
import { seededRandom, type Random } from '../../../src/math/seeded-random.ts';

/** A run whose truth is known: times of each strategy in a round without noise, and what disturbs them. */
interface Simulation {
  trueMs: number[];
  rounds: number;
  replicas?: number;
  /** Standard deviation of a single round, and of a process's luck, as shares. */
  noise?: number;
  luck?: number;
  /** Factor of the machine's slowness in a round. */
  drift?: (round: number) => number;
  /** Share of the times that are three times as long. */
  outliers?: number;
  /** Whether a strategy was in a round. */
  takesPart?: (strategy: number, round: number) => boolean;
}

function simulate(run: Simulation, seed: number): Round[][] {
  const random = seededRandom(seed);
  const replicas = run.replicas ?? 1;
  return run.trueMs.map((trueMs, strategy) => {
    const luck = Array.from({ length: replicas }, () => 1 + (run.luck ?? 0) * normal(random));
    return Array.from({ length: run.rounds }, (_, index): Round => {
      const replica = Math.floor((index * replicas) / run.rounds);
      const wild = random() < (run.outliers ?? 0) ? 3 : 1;
      const noise = Math.exp((run.noise ?? 0.01) * normal(random));
      const wallMs = trueMs * (luck[replica] ?? 1) * (run.drift?.(index) ?? 1) * noise * wild;
      return { index, replica, wallMs, repeats: 1 };
    }).filter(({ index }) => strategy === 0 || (run.takesPart?.(strategy, index) ?? true));
  });
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

const estimate = (run: Simulation, seed: number, resamples = 400) =>
  estimateTimes(simulate(run, seed), seededRandom(seed), resamples);

/** Of many runs, the share whose interval for the last strategy holds the true speedup. */
function coverage(run: Simulation, runs = 150): number {
  const truth = (run.trueMs[0] ?? 0) / (run.trueMs.at(-1) ?? 1);
  let covered = 0;
  for (let seed = 1; seed <= runs; seed++) {
    const [low, high] = estimate(run, seed).at(-1)?.speedup.ci95 ?? [0, 0];
    if (low <= truth && truth <= high) covered++;
  }
  return covered / runs;
}

describe('estimateTimes', () => {
  it('returns times whose quotients are the speedups, with the same interval', () => {
    const estimates = estimate({ trueMs: [100, 60, 41], rounds: 9, noise: 0.1, replicas: 3, luck: 0.05 }, 3);
    const serialMs = estimates[0]?.wallMs.value ?? 0;
    for (const one of estimates.slice(1)) {
      expect(serialMs / (one?.wallMs.value ?? 0)).toBeCloseTo(one?.speedup.value ?? 0, 9);
      expect(serialMs / (one?.wallMs.ci95[0] ?? 0)).toBeCloseTo(one?.speedup.ci95[1] ?? 0, 9);
      expect(serialMs / (one?.wallMs.ci95[1] ?? 0)).toBeCloseTo(one?.speedup.ci95[0] ?? 0, 9);
    }
  });

  it('compares strategies that were in different rounds of a machine that slows down', () => {
    const run: Simulation = {
      trueMs: [100, 50, 25],
      rounds: 30,
      noise: 0.005,
      drift: (round) => 1 + round / 10,
      // The first only while the machine is quick, the second only once it is slow.
      takesPart: (strategy, round) => (strategy === 1 ? round < 15 : round >= 15),
    };
    const [serial, early, late] = estimate(run, 1);
    expect(early?.speedup.value).toBeCloseTo(2, 1);
    expect(late?.speedup.value).toBeCloseTo(4, 1);
    // At the machine's median speed, for all three.
    expect((serial?.wallMs.value ?? 0) / 245).toBeCloseTo(1, 1);
    expect((early?.wallMs.value ?? 0) / (late?.wallMs.value ?? 1)).toBeCloseTo(2, 1);
  });

  it('is not moved by outliers', () => {
    const run = { trueMs: [80, 40], rounds: 20, noise: 0.01, outliers: 0.07 };
    for (let seed = 1; seed <= 40; seed++) {
      expect(Math.abs((estimate(run, seed)[1]?.speedup.value ?? 0) / 2 - 1), `seed ${seed}`).toBeLessThan(0.06);
    }
  });

  it('is closer to the truth than the median of the pairs', () => {
    let fitted = 0;
    let paired = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const rounds = simulate({ trueMs: [100, 52, 51, 50], rounds: 9, noise: 0.04, outliers: 0.03 }, seed);
      const [serial = [], , , last = []] = rounds;
      const ratios = last.map(({ wallMs }, at) => (serial[at]?.wallMs ?? 0) / wallMs).sort((a, b) => a - b);
      fitted += Math.log((fitTimes(rounds)[3]?.speedup ?? 0) / 2) ** 2;
      paired += Math.log((ratios[4] ?? 0) / 2) ** 2;
    }
    expect(Math.sqrt(fitted / paired)).toBeLessThan(0.95);
  });

  it.each<[string, Simulation]>([
    ['quiet', { trueMs: [100, 50], rounds: 12 }],
    ['five rounds', { trueMs: [100, 50], rounds: 5, noise: 0.03 }],
    ['drift', { trueMs: [100, 50], rounds: 12, drift: (round) => 1 + 0.4 * Math.sin(round) }],
    ['outliers', { trueMs: [100, 50], rounds: 15, noise: 0.03, outliers: 0.1 }],
    ['missing rounds', { trueMs: [100, 60, 50], rounds: 15, noise: 0.03, takesPart: (_, round) => round % 3 === 0 }],
    ['three fresh processes', { trueMs: [100, 50], rounds: 15, replicas: 3, luck: 0.03, noise: 0.01 }],
  ])('covers the true speedup as often as stated: %s', (_, run) => {
    expect(coverage(run)).toBeGreaterThanOrEqual(run.replicas ? 0.7 : 0.9);
  });

  it('is not certain of a single round', () => {
    const [low = 0, high = 0] = estimate({ trueMs: [100, 50], rounds: 1 }, 1)[1]?.speedup.ci95 ?? [];
    expect(high / low).toBeGreaterThan(1.4);
    const run: Simulation = { trueMs: [100, 60, 50], rounds: 9, takesPart: (strategy, at) => strategy < 2 || at === 4 };
    const [alone = 0, above = 0] = estimate(run, 1)[2]?.speedup.ci95 ?? [];
    // The other rounds show how much a round varies.
    expect(above / alone).toBeGreaterThan(1.01);
    expect(above / alone).toBeLessThan(1.2);
  });

  it('covers the true speedup with two rounds on a busy machine, in an interval with limits', () => {
    const run: Simulation = { trueMs: [100, 55], rounds: 2, noise: 0.25 };
    // Below 95%: two rounds hardly show that this machine is noisier than an ordinary one.
    expect(coverage(run, 300)).toBeGreaterThanOrEqual(0.8);
    for (let seed = 1; seed <= 300; seed++) {
      const [low = 0, high = 0] = estimate(run, seed)[1]?.speedup.ci95 ?? [];
      expect(high / low).toBeLessThan(1_000);
    }
  });

  it('contains its value and is the same for the same seed', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const run = { trueMs: [10, 9, 30], rounds: 1 + (seed % 7), noise: 0.2, replicas: 1 + (seed % 3) };
      const estimates = estimate(run, seed);
      expect(estimates).toEqual(estimate(run, seed));
      for (const one of estimates) {
        for (const { value, ci95 } of one ? [one.wallMs, one.speedup] : []) {
          expect(ci95[0]).toBeLessThanOrEqual(value);
          expect(ci95[1]).toBeGreaterThanOrEqual(value);
        }
      }
    }
  });

  it('is null for a strategy that shares no round with the baseline', () => {
    const round = (index: number, wallMs: number): Round => ({ index, replica: 0, wallMs, repeats: 1 });
    const estimates = estimateTimes([[round(0, 100)], [round(1, 50)], [round(0, 0)]], seededRandom(1));
    expect(estimates.map((one) => one === null)).toEqual([false, true, true]);
    expect(estimateTimes([[], [round(1, 50)]], seededRandom(1))).toEqual([null, null]);
  });
});
