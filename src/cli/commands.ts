import type { InputsSeed } from '../model/inputs.ts';
import type { PitfallScope } from '../analysis/protocol.ts';
import type { StrategyName } from '../model/plan.ts';
import type { FarmForecastRequest } from '../report/prediction/forecast-farm.ts';
import type { ForecastRequest } from '../report/prediction/forecast.ts';
import type { SeverityOverrides } from '../report/override-severities.ts';

export const reportFormats = ['text', 'json', 'markdown', 'html', 'csv', 'trace'] as const;
export const scriptFormats = ['text', 'json', 'markdown', 'html', 'trace'] as const;
export const findingFormats = ['text', 'unix', 'json', 'sarif', 'github'] as const;
export const comparisonFormats = ['text', 'json', 'markdown'] as const;
export const forecastFormats = ['text', 'json'] as const;
export const listFormats = ['text', 'json'] as const;

/** The arguments of `run`, checked; paths are as written. */
export interface RunCommand {
  command: 'run';
  file: string;
  functionName: string;
  /** A TypeScript expression. */
  inputs: string | null;
  inputsFile: string | null;
  /** A shell command; the function's arguments are recorded while it runs. */
  inputsRecorded: string | null;
  generated: InputsSeed | null;
  /** Whether items that are arrays are the lists of arguments; `null` leaves it to the parameters. */
  spread: boolean | null;
  inputsCount: number | null;
  /** Here and below, `null` means that the option is absent. */
  workers: number[] | 'auto' | null;
  strategies: StrategyName[] | null;
  chunkSize: number | 'auto' | null;
  redis: string | null;
  queue: string | null;
  budgetSeconds: number | null;
  timeLimitSeconds: number | null;
  waitForQuiet: boolean;
  /** Whether a function with side effects runs without a question. */
  isConfirmed: boolean;
  targetCores: number | null;
  nodePath: string | null;
  hotLines: boolean;
  cpuProfileFolder: string | null;
  format: (typeof reportFormats)[number];
  out: string | null;
  minSpeedup: number | null;
}

/** `script` with the command that it profiles. */
export interface ScriptCommand {
  command: 'script';
  /** The program and its arguments. */
  program: string[];
  timeLimitSeconds: number | null;
  cpuProfileFolder: string | null;
  /** Numbers of cores; empty for none. */
  scaling: number[];
  format: (typeof scriptFormats)[number];
  out: string | null;
}

export interface CheckCommand {
  command: 'check';
  patterns: string[];
  format: (typeof findingFormats)[number];
  /** Which functions the rules about candidates check. */
  pitfalls: PitfallScope;
  severities: SeverityOverrides;
  /** Patterns in the syntax of .gitignore. */
  exclude: string[];
  /** Files that do not parse are reported, and do not change the exit code. */
  allowSyntaxErrors: boolean;
  /** `null` means no limit. */
  maxWarnings: number | null;
  out: string | null;
}

/** The arguments of `compare` with two report files. */
export interface CompareCommand {
  command: 'compare';
  before: string;
  after: string;
  format: (typeof comparisonFormats)[number];
  /** In percent; `null` means no limit. */
  maxSlowdown: number | null;
  maxSpeedupLoss: number | null;
  out: string | null;
}

/** The arguments of `predict` with a report file. */
export interface PredictCommand extends ForecastRequest {
  command: 'predict';
  file: string;
  format: (typeof forecastFormats)[number];
  out: string | null;
}

/** The arguments of `predict` for the workers of a queue. */
export interface PredictFarmCommand extends FarmForecastRequest {
  command: 'predict-farm';
  file: string;
  /** Address of a Redis to probe; `null`: the probe of the report. */
  redis: string | null;
  format: (typeof forecastFormats)[number];
  out: string | null;
}

/** The arguments of `compare --commits`: one function at two commits. */
export interface CompareCommitsCommand extends Pick<
  RunCommand,
  | 'file'
  | 'functionName'
  | 'inputs'
  | 'inputsFile'
  | 'generated'
  | 'inputsCount'
  | 'spread'
  | 'budgetSeconds'
  | 'nodePath'
  | 'out'
> {
  command: 'compare-commits';
  /** As git names them. */
  base: string;
  head: string;
  format: (typeof comparisonFormats)[number];
  /** In percent; `null` means no limit. */
  maxSlowdown: number | null;
}

/** The arguments of `compare --commits --team`: all functions of the team file at two commits. */
export interface CompareTeamCommand extends Pick<
  CompareCommitsCommand,
  'base' | 'head' | 'budgetSeconds' | 'nodePath' | 'format' | 'maxSlowdown' | 'out'
> {
  command: 'compare-team';
}

export interface ListCommand {
  command: 'list';
  file: string;
  format: (typeof listFormats)[number];
  out: string | null;
}

export interface McpCommand {
  command: 'mcp';
  /** Folders of the workspace, as written; empty for the working directory. */
  roots: string[];
}

/** The arguments of `worker`; `null` where the library's default applies. */
export interface WorkerCommand {
  command: 'worker';
  redis: string | null;
  queue: string | null;
  concurrency: number | null;
  lostAfterSeconds: number | null;
}

export type Command =
  | RunCommand
  | ScriptCommand
  | CheckCommand
  | ListCommand
  | CompareCommand
  | PredictCommand
  | PredictFarmCommand
  | CompareCommitsCommand
  | CompareTeamCommand
  | McpCommand
  | WorkerCommand
  | { command: 'help'; text: string }
  | { command: 'version' };
