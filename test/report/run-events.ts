import fc from 'fast-check';
import { emptyMeasurement } from '../../src/engine/run/empty-measurement.ts';
import type { Round } from '../../src/model/measurement.ts';
import type { SampledLine } from '../../src/model/hot-lines.ts';
import type { Configuration } from '../../src/model/plan.ts';
import type { RunEvent } from '../../src/model/run-event.ts';
import { type RunLimits, type RunState, startRun } from '../../src/report/run-state.ts';

/** The first three are planned. */
export const configurations: [Configuration, Configuration, Configuration, Configuration] = [
  { strategy: 'serial', workers: 1, chunkSize: null },
  { strategy: 'threads', workers: 2, chunkSize: null },
  { strategy: 'processes', workers: 2, chunkSize: null },
  { strategy: 'threads', workers: 2, chunkSize: 8 },
];

/** A run with three configurations and no event yet. */
export function startedRun(limits: RunLimits): RunState {
  return startRun(
    {
      target: { name: 'square', location: { file: '/a.ts', line: 1, column: 1 } },
      configurations: configurations.slice(0, 3),
      budgetSeconds: 10,
    },
    limits,
  );
}

export const round = (index: number): Round => ({ index, replica: 0, wallMs: 5 + index, repeats: 1 });

const configuration = fc.constantFrom(...configurations);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const stages = ['load', 'serial', 'start', 'rounds', 'observe', 'profile'] as const;

/** Any event that the engine reports during a run. */
export const anyEvent: fc.Arbitrary<RunEvent> = fc.oneof(
  fc.record({
    type: fc.constant('inputs' as const),
    count: fc.nat(100),
    preview: fc.array(fc.string({ maxLength: 5 }), { maxLength: 3 }),
  }),
  fc.record({
    type: fc.constant('stage' as const),
    stage: fc.constantFrom(...stages),
    configuration: fc.option(configuration),
  }),
  fc.record({
    type: fc.constant('progress' as const),
    fraction: fc.double({ min: 0, max: 1.5, noNaN: true }),
    leftMs: fc.nat(10_000),
  }),
  fc.record({
    type: fc.constant('cores' as const),
    atMs: fc.nat(10_000),
    ours: fc.array(share, { minLength: 2, maxLength: 2 }),
    others: fc.array(share, { minLength: 2, maxLength: 2 }),
  }),
  fc.record({
    type: fc.constant('ceiling' as const),
    ceiling: fc.integer({ min: 1, max: 8 }).map((cores) => ({ cores, readings: [] })),
  }),
  fc.tuple(configuration, fc.nat(3)).map(([of, count]): RunEvent => ({
    type: 'measurement',
    measurement: { ...emptyMeasurement(of), rounds: Array.from({ length: count }, (_, index) => round(index)) },
  })),
  fc.tuple(configuration, fc.nat(5)).map(([of, index]): RunEvent => ({
    type: 'round',
    configuration: of,
    round: round(index),
  })),
  fc.record({
    type: fc.constant('output' as const),
    stream: fc.constantFrom('stdout' as const, 'stderr' as const),
    text: fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n'), maxLength: 8 }),
  }),
  fc.record({ type: fc.constant('outputLines' as const), total: fc.nat(20) }),
  fc.record({
    type: fc.constant('cpuProfiles' as const),
    files: fc.array(fc.string(), { maxLength: 2 }),
    lines: fc.array(
      fc.record({
        configuration,
        items: fc.nat(9),
        passes: fc.nat(9),
        intervalMs: fc.constant(0.5),
        lines: fc.constant<SampledLine[]>([]),
        elsewhere: fc.nat(9),
      }),
      { maxLength: 1 },
    ),
  }),
  fc.record({
    type: fc.constant('failed' as const),
    stage: fc.constantFrom('inputs' as const, 'load' as const, 'run' as const),
    message: fc.string(),
  }),
  fc.constant<RunEvent>({ type: 'done' }),
);
