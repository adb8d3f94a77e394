import type { Report } from '../model/report.ts';
import type { AnalysisClient } from '../profile/analysis-client.ts';
import type { BuiltFiles } from '../profile/built-files.ts';
import type { ProfileRequest } from '../profile/profile.ts';
import type { InputSchema } from './input-schema.ts';
import type { KeptResults } from './kept-results.ts';

/** The names of the tools, in the order in which they are offered. */
export const toolNames = [
  'list_functions',
  'check_pitfalls',
  'profile_function',
  'get_report',
  'predict_speedup',
  'compare_commits',
  'profile_script',
  'generate_parallel_version',
] as const;

export type ToolName = (typeof toolNames)[number];

/** Hints for the client, as the Model Context Protocol defines them. */
export interface ToolAnnotations {
  readOnlyHint: boolean;
  destructiveHint: boolean;
  idempotentHint: boolean;
  openWorldHint: boolean;
}

/** Where the tools work, and with what. Each door provides its own. */
export interface ToolParts {
  /** Absolute folders of the workspace; no tool reads or runs files outside them. */
  roots: () => readonly string[];
  analysis: AnalysisClient;
  built: Pick<BuiltFiles, 'programs' | 'script' | 'reportValidator'>;
  /** Absolute folder with a page for each finding. */
  pages: string;
  /** Absolute folder for transpiled code. */
  cacheFolder: string;
  /** Returns the working directory, the workspace and the Node for the code of a file. */
  environment: (file: string, root: string) => Pick<ProfileRequest, 'cwd' | 'workspace' | 'node'>;
  /** Runs a measurement while nothing else is measured. */
  measureAlone: <Result>(
    name: string,
    signal: AbortSignal,
    measure: (signal: AbortSignal) => Promise<Result>,
  ) => Promise<Result>;
  kept: KeptResults;
  /** Receives the report of each run. */
  onReport?: (report: Report) => void;
}

/** A run that waits for the user's confirmation. */
export interface PreparedRun {
  /** Everything that runs, verbatim. The user decides by this text. */
  confirmation: string;
  /** Other things that decide what runs, such as the text of the file; they must not change after the confirmation. */
  code: string;
  /** Runs it and returns the answer. */
  run: (signal: AbortSignal) => Promise<string>;
}

interface ToolBase {
  name: ToolName;
  title: string;
  /** For the model: the purpose, the result, and when to use it. */
  description: string;
  inputSchema: InputSchema;
  annotations: ToolAnnotations;
}

/** A tool that reads and runs nothing. */
export interface ReadingTool extends ToolBase {
  /** @param input checked by the schema */
  answer: (input: Record<string, unknown>, parts: ToolParts, signal: AbortSignal) => Promise<string>;
}

/** A tool that runs code of the workspace, once the user has confirmed it. */
export interface RunningTool extends ToolBase {
  /** @param input checked by the schema */
  prepare: (input: Record<string, unknown>, parts: ToolParts) => Promise<PreparedRun>;
}

/** One tool for assistants. Which of the two it is decides whether a door must ask. */
export type Tool = ReadingTool | RunningTool;

/** Annotations of a tool that only reads the workspace. */
export const readOnly: ToolAnnotations = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

/** Annotations of a tool that runs code, which may do anything. */
export const runsCode: ToolAnnotations = {
  readOnlyHint: false,
  destructiveHint: true,
  idempotentHint: false,
  openWorldHint: true,
};
