import { describe, expect, it } from 'vitest';
import { judgeReplicas, logRatio, type Judgement } from '../../../src/report/statistics/judge-replicas.ts';
import { type Random, seededRandom } from '../../../src/math/seeded-random.ts';

/** Of one process: replicas of the same code differ by 3 to 5%. */
const NOISE = 0.03;
/** Pairs of processes that fit into 20 s. */
const REPLICAS = 28;

type Noise = (random: Random) => number;

const normal: Noise = (random) => {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
};

/** Log times of a process around that of its code. */
const noises: Record<string, Noise> = {
  normal: (random) => NOISE * normal(random),
  'heavy tails': (random) => (0.6 * NOISE * normal(random)) / Math.sqrt(random() + 0.05),
  'a busy neighbour in one of sixteen': (random) => (random() < 1 / 16 ? 0.2 * random() : 0) + NOISE * normal(random),
  'two kinds of machine code': (random) => (random() < 0.3 ? 0.06 : 0) + 0.01 * normal(random),
  skewed: (random) => -NOISE * Math.log(1 - random()),
};

/** Runs until the test has an answer or the budget ends. */
function simulate(random: Random, noise: Noise, slowdown: number, most: number): Judgement & { count: number } {
  const ratios: number[] = [];
  for (;;) {
    ratios.push(Math.log1p(slowdown) + noise(random) - noise(random));
    const judgement = judgeReplicas(ratios, ratios.length === most);
    if (judgement.outcome !== 'unresolved' || ratios.length === most) return { ...judgement, count: ratios.length };
  }
}

function simulateMany(runs: number, noise: Noise, slowdown: number, most: number) {
  const random = seededRandom(17);
  return Array.from({ length: runs }, () => simulate(random, noise, slowdown, most));
}

const share = <Item>(items: readonly Item[], holds: (item: Item) => boolean): number =>
  items.filter(holds).length / items.length;

describe.each(Object.entries(noises))('a sequential test of replicas with noise that is %s', (_name, noise) => {
  it.each([3, 5, 11, REPLICAS, 64])(
    'judges identical code as different in at most 1 of 100 runs of up to %d replicas',
    (most) => {
      const runs = simulateMany(2000, noise, 0, most);
      expect(share(runs, ({ outcome }) => outcome === 'slower' || outcome === 'faster')).toBeLessThanOrEqual(0.01);
    },
  );

  it('finds a slowdown of 5% in at least 9 of 10 runs', () => {
    const runs = simulateMany(400, noise, 0.05, REPLICAS);
    expect(share(runs, ({ outcome }) => outcome === 'slower')).toBeGreaterThanOrEqual(0.9);
  });

  it('shows an interval that contains the truth in at least 9 of 10 runs', () => {
    for (const slowdown of [0, 0.03, 0.2]) {
      const runs = simulateMany(500, noise, slowdown, REPLICAS);
      const contains = share(
        runs,
        ({ ratio }) => ratio !== null && ratio.ci95[0] <= 1 + slowdown && 1 + slowdown <= ratio.ci95[1],
      );
      expect(contains).toBeGreaterThanOrEqual(0.9);
    }
  });

  it('rarely judges a difference of 3% as none', () => {
    const runs = simulateMany(500, noise, 0.03, 64);
    expect(share(runs, ({ outcome }) => outcome === 'same')).toBeLessThanOrEqual(0.05);
  });
});

describe('a sequential test of replicas', () => {
  it('stops at the first look where the function takes ten times as long', () => {
    const runs = simulateMany(200, noises['normal'] ?? normal, 9, REPLICAS);
    expect(share(runs, ({ outcome, count }) => outcome === 'slower' && count === 6)).toBe(1);
  });

  it('judges identical code as the same if the noise is low', () => {
    const runs = simulateMany(200, (random) => 0.005 * normal(random), 0, REPLICAS);
    expect(share(runs, ({ outcome }) => outcome === 'same')).toBeGreaterThanOrEqual(0.95);
    expect(share(runs, ({ count }) => count <= 12)).toBeGreaterThanOrEqual(0.9);
  });

  it('judges head as faster if it takes less time', () => {
    expect(judgeReplicas([-0.2, -0.21, -0.19, -0.2, -0.22, -0.2], false).outcome).toBe('faster');
  });

  it('has no answer between its looks', () => {
    expect(judgeReplicas([2, 2.1, 2, 1.9, 2.05], false).outcome).toBe('unresolved');
  });

  it('has no interval for fewer than three replicas', () => {
    expect(judgeReplicas([0.5, 0.5], true)).toEqual({ outcome: 'unresolved', ratio: null });
  });
});

describe('the log ratio of a replica', () => {
  it('is that of the medians, which lie between two rounds as a geometric mean does', () => {
    expect(logRatio([1, 4], [4, 4])).toBeCloseTo(Math.log(2), 12);
    expect(logRatio([2, 2, 2, 2, 900], [3, 3, 3, 3, 3])).toBeCloseTo(Math.log(1.5), 12);
  });
});
