import type { CeilingReadings, Machine, Measurement, MemoryReadings, Neighbour } from '../model/measurement.ts';
import type { LineSamples } from '../model/hot-lines.ts';
import type { Configuration, Plan } from '../model/plan.ts';
import type { EngineStage, LongItem, RunEvent, RunFailure, SkippedItem } from '../model/run-event.ts';
import type { Target } from '../model/target.ts';

/** Stage of a run: before the engine starts, in the engine, and after its last measurement. */
export type RunStage = 'prepare' | EngineStage | 'analyse';

/** How much of a run its state keeps; the newest stay. */
export interface RunLimits {
  coreSamples: number;
  outputLines: number;
}

/** About a minute of samples at ten a second, and more lines than the engine passes on. */
export const usualLimits: RunLimits = { coreSamples: 600, outputLines: 1000 };

/** Everything known about a run at one moment. Plain JSON. */
export interface RunState {
  target: Pick<Target, 'name' | 'location'>;
  configurations: Configuration[];
  budgetSeconds: number;
  limits: RunLimits;
  machine: Machine | null;
  ceiling: CeilingReadings | null;
  memory: MemoryReadings | null;
  neighbours: Neighbour[];
  inputs: { count: number; preview: string[] } | null;
  stage: RunStage;
  /** The configuration that the stage is about; `null` if it is about none in particular. */
  configuration: Configuration | null;
  /** 0 to 1. Never decreases. */
  fraction: number;
  /** `null` before the first estimate. */
  leftMs: number | null;
  /** Cores that other programs use while the run waits for them; `null` while it does not wait. */
  waitingFor: number | null;
  /** The item whose call lasts. */
  longItem: LongItem | null;
  skippedItems: SkippedItem[];
  /** Live samples, oldest first: one row per time, one column per core. */
  cores: { timesMs: number[]; ours: number[][]; others: number[][] };
  /** In the order of `configurations`; those outside the plan come last. */
  measurements: Measurement[];
  /** Configurations that the budget had no room for. */
  leftOut: Configuration[];
  /** `unfinished` is the text after the last line break; `total` counts lines that are no longer kept, too. */
  output: { lines: string[]; unfinished: string; total: number };
  /** Absolute paths. */
  cpuProfiles: string[];
  lineSamples: LineSamples[];
  failure: RunFailure | null;
}

/** Returns the state of a run before its first event. */
export function startRun(
  { target, configurations, budgetSeconds }: Pick<RunState, 'target'> & Pick<Plan, 'configurations' | 'budgetSeconds'>,
  limits: RunLimits,
): RunState {
  return {
    target: { name: target.name, location: target.location },
    configurations,
    budgetSeconds,
    limits,
    machine: null,
    ceiling: null,
    memory: null,
    neighbours: [],
    inputs: null,
    stage: 'prepare',
    configuration: null,
    fraction: 0,
    leftMs: null,
    waitingFor: null,
    longItem: null,
    skippedItems: [],
    cores: { timesMs: [], ours: [], others: [] },
    measurements: [],
    leftOut: [],
    output: { lines: [], unfinished: '', total: 0 },
    cpuProfiles: [],
    lineSamples: [],
    failure: null,
  };
}

/** Returns the state after an event. Complete at any moment, so that a cancelled run keeps its measurements. */
export function applyRunEvent(run: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case 'machine':
      return { ...run, machine: event.machine };
    case 'ceiling':
      return { ...run, ceiling: event.ceiling };
    case 'memory':
      return { ...run, memory: event.memory };
    case 'neighbours':
      return { ...run, neighbours: event.neighbours };
    case 'inputs':
      return { ...run, inputs: { count: event.count, preview: event.preview } };
    case 'waiting':
      return { ...run, waitingFor: event.othersCores };
    case 'longItem':
      return { ...run, longItem: event.longItem };
    case 'skippedItems':
      return { ...run, skippedItems: event.items };
    case 'stage':
      return { ...run, stage: event.stage, configuration: event.configuration };
    case 'progress':
      // Progress that moves backwards looks like an error.
      return { ...run, fraction: Math.max(run.fraction, Math.min(1, event.fraction)), leftMs: event.leftMs };
    case 'cores': {
      const { timesMs, ours, others } = run.cores;
      const { coreSamples } = run.limits;
      return {
        ...run,
        cores: {
          timesMs: newest([...timesMs, event.atMs], coreSamples),
          ours: newest([...ours, event.ours], coreSamples),
          others: newest([...others, event.others], coreSamples),
        },
      };
    }
    case 'measurement':
      return { ...run, measurements: withMeasurement(run, event.measurement) };
    case 'round': {
      const known = run.measurements.find(({ configuration }) => isSame(configuration, event.configuration));
      if (!known || known.rounds.some(({ index }) => index === event.round.index)) return run;
      return { ...run, measurements: withMeasurement(run, { ...known, rounds: [...known.rounds, event.round] }) };
    }
    case 'leftOut':
      return { ...run, leftOut: event.configurations };
    case 'output': {
      const lines = (run.output.unfinished + event.text).split('\n');
      const unfinished = lines.pop() ?? '';
      return {
        ...run,
        output: {
          lines: newest([...run.output.lines, ...lines], run.limits.outputLines),
          unfinished,
          total: run.output.total + lines.length,
        },
      };
    }
    case 'outputLines':
      return { ...run, output: { ...run.output, total: Math.max(event.total, run.output.total) } };
    case 'cpuProfiles':
      return { ...run, cpuProfiles: event.files, lineSamples: event.lines };
    case 'farm':
    case 'audited':
    case 'comparedResults':
    case 'replica':
    case 'sized':
      // A comparison of versions, the choice of a size and what precedes a run keep these themselves.
      return run;
    case 'failed':
      return { ...run, failure: event };
    case 'done':
      return { ...run, stage: 'analyse', configuration: null };
  }
}

function newest<Item>(items: Item[], limit: number): Item[] {
  return items.slice(Math.max(0, items.length - limit));
}

function withMeasurement({ measurements, configurations }: RunState, changed: Measurement): Measurement[] {
  const isChanged = ({ configuration }: Measurement): boolean => isSame(configuration, changed.configuration);
  if (measurements.some(isChanged)) return measurements.map((each) => (isChanged(each) ? changed : each));
  const position = ({ configuration }: Measurement): number => {
    const planned = configurations.findIndex((each) => isSame(each, configuration));
    return planned < 0 ? configurations.length : planned;
  };
  return [...measurements, changed].sort((a, b) => position(a) - position(b));
}

function isSame(a: Configuration, b: Configuration): boolean {
  return a.strategy === b.strategy && a.workers === b.workers && a.chunkSize === b.chunkSize;
}
