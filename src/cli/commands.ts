import type { InputsSeed } from '../model/inputs.ts';
import type { PitfallScope } from '../analysis/protocol.ts';
import type { StrategyName } from '../model/plan.ts';
import type { ForecastRequest } from '../report/prediction/forecast.ts';
import type { SeverityOverrides } from '../report/override-severities.ts';

export const reportFormats = ['text', 'json', 'markdown', 'html', 'csv', 'trace'] as const;
export const findingFormats = ['text', 'json', 'sarif', 'github'] as const;
export const comparisonFormats = ['text', 'json', 'markdown'] as const;
export const forecastFormats = ['text', 'json'] as const;
export const listFormats = ['text', 'json'] as const;

/** `run` with its arguments checked; paths are as written. */
export interface RunCommand {
  command: 'run';
  file: string;
  functionName: string;
  /** A TypeScript expression. */
  inputs: string | null;
  inputsFile: string | null;
  /** A command that is run to record the arguments of the function. */
  inputsRecorded: string | null;
  generated: InputsSeed | null;
  inputsCount: number | null;
  /** Here and below, `null` means: not said. */
  workers: number[] | 'auto' | null;
  strategies: StrategyName[] | null;
  chunkSize: number | 'auto' | null;
  budgetSeconds: number | null;
  targetCores: number | null;
  nodePath: string | null;
  cpuProfileFolder: string | null;
  format: (typeof reportFormats)[number];
  out: string | null;
  minSpeedup: number | null;
}

export interface CheckCommand {
  command: 'check';
  patterns: string[];
  format: (typeof findingFormats)[number];
  /** Of which functions rules about candidates speak. */
  pitfalls: PitfallScope;
  severities: SeverityOverrides;
  /** `null`: any number. */
  maxWarnings: number | null;
  out: string | null;
}

/** `compare` of two reports' files. */
export interface CompareCommand {
  command: 'compare';
  before: string;
  after: string;
  format: (typeof comparisonFormats)[number];
  /** Percent; `null`: however much. */
  maxSlowdown: number | null;
  maxSpeedupLoss: number | null;
  out: string | null;
}

/** `predict` from a report's file. */
export interface PredictCommand extends ForecastRequest {
  command: 'predict';
  file: string;
  format: (typeof forecastFormats)[number];
  out: string | null;
}

/** `compare --commits`: one function at two commits. */
export interface CompareCommitsCommand extends Pick<
  RunCommand,
  'file' | 'functionName' | 'inputs' | 'inputsFile' | 'generated' | 'inputsCount' | 'budgetSeconds' | 'nodePath' | 'out'
> {
  command: 'compare-commits';
  /** As git names them. */
  base: string;
  head: string;
  format: (typeof comparisonFormats)[number];
  /** Percent; `null`: however much. */
  maxSlowdown: number | null;
}

export interface ListCommand {
  command: 'list';
  file: string;
  format: (typeof listFormats)[number];
  out: string | null;
}

export type Command =
  | RunCommand
  | CheckCommand
  | ListCommand
  | CompareCommand
  | PredictCommand
  | CompareCommitsCommand
  | { command: 'help'; text: string }
  | { command: 'version' };
