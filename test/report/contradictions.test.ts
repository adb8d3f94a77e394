import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Measurement } from '../../src/model/measurement.ts';
import { buildReport } from '../../src/report/build-report.ts';
import { findDisagreements } from './find-disagreements.ts';
import { configurations, sampleMachine } from './sample-measurements.ts';
import { sampleRun } from './sample-report.ts';

const run = fc.record({
  items: fc.integer({ min: 1, max: 400 }),
  taskMs: fc.constantFrom(0.0005, 0.02, 0.8, 14, 300),
  /** Ratio of the longest task to the others. */
  longest: fc.constantFrom(1, 1, 5, 80),
  cpuShare: fc.constantFrom(1, 1, 0.6, 0.02),
  cores: fc.constantFrom(1, 2, 4, 8),
  workers: fc.subarray([1, 2, 3, 4, 8, 16], { minLength: 1 }),
  strategies: fc.subarray(['async', 'threads', 'processes'] as const, { minLength: 1 }),
  chunkSize: fc.constantFrom(null, null, 1, 16),
  rounds: fc.integer({ min: 1, max: 12 }),
  replicas: fc.integer({ min: 1, max: 3 }),
  roundNoise: fc.constantFrom(0, 0.01, 0.08, 0.4),
  cloneInMs: fc.constantFrom(0.0001, 0.05, 3),
  messageMs: fc.constantFrom(0.02, 1),
  contention: fc.constantFrom(0, 0.02, 0.5),
  othersShare: fc.constantFrom(0.01, 0.01, 0.3, 0.9),
  gcShare: fc.constantFrom(0.02, 0.4),
  startupMs: fc.constantFrom(10, 60, 2_000),
  equal: fc.constantFrom(true, true, false),
  async: fc.boolean(),
  /** Length of the observed passes, relative to the rounds. */
  observed: fc.constantFrom(1, 1, 0.7, 2),
  /** Every how many rounds a pool took part. */
  every: fc.constantFrom(1, 1, 3),
  source: fc.constantFrom('tag', 'tag', 'generated'),
  seed: fc.integer({ min: 1, max: 1_000_000 }),
});

function report(given: typeof run extends fc.Arbitrary<infer Value> ? Value : never) {
  const { items, cores, startupMs, messageMs } = given;
  const made = sampleRun(
    {
      items,
      taskMs: (item) => given.taskMs * (item === items - 1 ? given.longest : 1),
      cpuShare: given.cpuShare,
      cores,
      configurations: configurations(given.strategies, given.workers, given.chunkSize),
      rounds: given.rounds,
      replicas: Math.min(given.replicas, given.rounds),
      roundNoise: given.roundNoise,
      cloneInMs: given.cloneInMs,
      messageMs: { threads: messageMs, processes: 2 * messageMs },
      slowdown: (workers) => 1 + given.contention * (Math.min(workers, cores) - 1),
      othersShare: given.othersShare,
      gcShare: given.gcShare,
      startupMs: { threads: startupMs, processes: 2 * startupMs },
      results: () => (given.equal ? { equal: true, differing: 0 } : { equal: false, differing: items }),
      seed: given.seed,
    },
    { machine: { ...sampleMachine, logicalCores: cores, physicalCores: cores, availableParallelism: cores } },
  );
  const disturb = (measurement: Measurement): Measurement => {
    const isSerial = measurement.configuration.strategy === 'serial';
    const rounds = measurement.rounds.filter(({ index }) => isSerial || index % given.every === 0);
    if (!measurement.observed) return { ...measurement, rounds };
    const { wallMs, workers } = measurement.observed;
    const observed = {
      ...measurement.observed,
      wallMs: wallMs * given.observed,
      workers: workers.map((worker) => ({
        ...worker,
        busyMs: worker.busyMs * given.observed,
        cloneInMs: worker.cloneInMs * given.observed,
        cloneOutMs: worker.cloneOutMs * given.observed,
        dispatchMs: worker.dispatchMs * given.observed,
        tailMs: worker.tailMs * given.observed,
      })),
    };
    return { ...measurement, rounds, observed };
  };
  return buildReport({
    ...made,
    target: { ...made.target, async: given.async },
    inputs: { ...made.inputs, source: given.source },
    measurements: made.measurements.map(disturb),
  });
}

it('has no two numbers and no two sentences that contradict each other, whatever was measured', () => {
  fc.assert(
    fc.property(run, (given) => {
      expect(findDisagreements(report(given))).toEqual([]);
    }),
    { numRuns: Number(process.env['FC_RUNS'] ?? 60), seed: Number(process.env['FC_SEED'] ?? 7) },
  );
}, 120_000);
