/**
 * The client (the extension) speaks; the server answers each request with one answer of the same `id`, in whatever order is
 * quickest. A request that a newer one of the same type for the same file replaced is answered with `superseded`, `forget`
 * with nothing. The server keeps nothing that it cannot read again, and ends when the client ends it.
 */
import type { Finding } from '../model/finding.ts';
import type { InputsCandidate, InputsSeed } from '../model/inputs.ts';
import type { ListedFunction, SourceLocation, Target } from '../model/target.ts';

/** A function by its name and, where several have it, its line. */
export type TargetReference = Pick<Target, 'name' | 'location'>;

/** A place where a text stops being TypeScript. */
export interface SyntaxProblem {
  message: string;
  location: Required<SourceLocation>;
}

/** What `functions` is answered with. Of a text that does not parse, what can be seen. */
export interface FunctionList {
  functions: ListedFunction[];
  syntaxError: SyntaxProblem | null;
}

/** What `check` is answered with; no findings where there is a syntax error. */
export interface CheckResult {
  findings: Finding[];
  syntaxError: SyntaxProblem | null;
}

/** What `generateInputs` is answered with: an expression, or why there can be none. */
export type GeneratedInputs = { expression: string; reason: null } | { expression: null; reason: string };

export type ToAnalysis =
  /** `text` is the file as the editor has it, saved or not. `file` is an absolute path. */
  | { type: 'functions'; id: number; file: string; text: string }
  | { type: 'inputs'; id: number; file: string; text: string; target: TargetReference }
  /** `targets` are candidates besides those that the file itself shows, for instance functions profiled before. */
  | { type: 'check'; id: number; file: string; text: string; targets: TargetReference[] }
  /** Inputs made from the types of the parameters. */
  | { type: 'generateInputs'; id: number; file: string; text: string; target: TargetReference; seed: InputsSeed }
  /** The functions that run in workers or are meant to; `targets` are some besides those that the file itself shows. */
  | { type: 'candidates'; id: number; file: string; text: string; targets: TargetReference[] }
  /** The editor closed the file: what is on disk counts again. */
  | { type: 'forget'; file: string };

export type FromAnalysis =
  | ({ type: 'functions'; id: number } & FunctionList)
  | { type: 'inputs'; id: number; candidates: InputsCandidate[] }
  | ({ type: 'check'; id: number } & CheckResult)
  | ({ type: 'generateInputs'; id: number } & GeneratedInputs)
  | { type: 'candidates'; id: number; candidates: TargetReference[] }
  | { type: 'superseded'; id: number }
  | { type: 'failed'; id: number; message: string; stack: string };
