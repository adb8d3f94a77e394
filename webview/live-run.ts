import type { Machine, Measurement } from '../src/model/measurement.ts';
import type { Configuration } from '../src/model/plan.ts';
import type { LiveEvent, LiveStage, PanelTarget, ToPanel } from './protocol.ts';

/** Core samples kept while a run goes on: about a minute at ten a second. */
const KEPT_SAMPLES = 600;

/** A run as far as the page has heard of it. */
export interface LiveRun {
  target: PanelTarget;
  configurations: Configuration[];
  budgetSeconds: number;
  machine: Machine | null;
  inputs: { count: number; preview: string[] } | null;
  stage: LiveStage;
  /** The configuration that the stage is about; `null` if it is about none in particular. */
  configuration: Configuration | null;
  /** 0 to 1. */
  fraction: number;
  /** `null` until the first word about it. */
  leftMs: number | null;
  cores: { timesMs: number[]; ours: number[][]; others: number[][] };
  measurements: Measurement[];
  output: { lastLine: string; lines: number };
}

/** A run of which only the beginning is known. */
export function startLiveRun(message: Extract<ToPanel, { type: 'started' }>): LiveRun {
  return {
    target: message.target,
    configurations: message.configurations,
    budgetSeconds: message.budgetSeconds,
    machine: null,
    inputs: null,
    stage: 'prepare',
    configuration: null,
    fraction: 0,
    leftMs: null,
    cores: { timesMs: [], ours: [], others: [] },
    measurements: [],
    output: { lastLine: '', lines: 0 },
  };
}

/** Whether both mean the same measurement. */
function sameConfiguration(a: Configuration, b: Configuration): boolean {
  return a.strategy === b.strategy && a.workers === b.workers && a.chunkSize === b.chunkSize;
}

/** The run after one more event. */
export function applyLiveEvent(run: LiveRun, event: LiveEvent): LiveRun {
  switch (event.type) {
    case 'machine':
      return { ...run, machine: event.machine };
    case 'inputs':
      return { ...run, inputs: { count: event.count, preview: event.preview } };
    case 'stage':
      return { ...run, stage: event.stage, configuration: event.configuration };
    case 'progress':
      // Progress that goes backwards reads as a fault.
      return { ...run, fraction: Math.max(run.fraction, Math.min(1, event.fraction)), leftMs: event.leftMs };
    case 'cores': {
      const { timesMs, ours, others } = run.cores;
      const first = Math.max(0, timesMs.length + 1 - KEPT_SAMPLES);
      return {
        ...run,
        cores: {
          timesMs: [...timesMs, event.atMs].slice(first),
          ours: [...ours, event.ours].slice(first),
          others: [...others, event.others].slice(first),
        },
      };
    }
    case 'measurement': {
      const { measurement } = event;
      const rest = run.measurements.filter((m) => !sameConfiguration(m.configuration, measurement.configuration));
      return { ...run, measurements: [...rest, measurement] };
    }
    case 'output': {
      const lines = event.text.split('\n').filter((line) => line.trim() !== '');
      return {
        ...run,
        output: { lastLine: lines.at(-1) ?? run.output.lastLine, lines: run.output.lines + lines.length },
      };
    }
  }
}
