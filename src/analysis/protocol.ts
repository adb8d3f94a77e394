/**
 * The client (extension or command line) sends requests; the server sends one answer with the same `id` for each, quick
 * ones first. Before it, `checkFiles` reports on each file, and requests that read a program say when it is open. It does
 * not answer `forget` and `cancel`; a request that `cancel` reaches before its answer is dropped unread or stopped, and
 * answered with `cancelled`. The server keeps no state that it cannot read again, and runs until the client ends it.
 */
import type {
  CallSite,
  FindingReference,
  Fix,
  GeneratedCode,
  PoolChoice,
  PoolLibrary,
  TextEdit,
} from '../model/change.ts';
import type { CodeVersion } from '../model/code-version.ts';
import type { Finding } from '../model/finding.ts';
import type { InputsCandidate, InputsSeed } from '../model/inputs.ts';
import type { RecordedFile } from '../model/recording.ts';
import type { ListedFunction, SourceLocation, Target } from '../model/target.ts';

/** A function by its name and, if several have the same name, its line. */
export type TargetReference = Pick<Target, 'name' | 'location'>;

/** Which functions the rules about candidates check: those that run in workers or are meant to, or all that could. */
export type PitfallScope = 'candidates' | 'all';

/** The location of a syntax error. */
export interface SyntaxProblem {
  message: string;
  location: Required<SourceLocation>;
}

/** Answer to `functions`. For a text that does not parse, the functions that can be read. */
export interface FunctionList {
  functions: ListedFunction[];
  syntaxError: SyntaxProblem | null;
}

/** Answer to `check`; no findings if there is a syntax error. */
export interface CheckResult {
  findings: Finding[];
  syntaxError: SyntaxProblem | null;
}

/** Answer to `codeVersion`: `null` for a text that does not parse or does not have the function. */
export interface VersionResult {
  version: CodeVersion | null;
  syntaxError: SyntaxProblem | null;
}

/** Answer to `generateInputs`: an expression, or the reason why there is none. */
export type GeneratedInputs = { expression: string; reason: null } | { expression: null; reason: string };

/** Answer to `generateTrials`. */
export interface GeneratedTrials {
  /** Sizes of the items, smallest first; empty if none can be generated. */
  sizes: number[];
  /** An array with one function per size, which creates the item. */
  expression: string;
}

/** A call whose inputs cannot be evaluated. */
export interface RefusedCall {
  /** The call as written, shortened. */
  label: string;
  location: SourceLocation;
  /** `scripts/make.ts:12`, relative to the root of the repository. */
  place: string;
  /** The end of a sentence: `it needs the parameter \`size\` of \`main\``. */
  reason: string;
}

/** Answer to `callers`, best first. */
export interface CallsElsewhere {
  candidates: InputsCandidate[];
  refused: RefusedCall[];
}

export interface GenerateRequest {
  /** Location of the call, as in the answer to `callSites`. */
  location: SourceLocation;
  library: PoolLibrary;
  choice: PoolChoice;
}

/** Answer to `callSites`: the calls that could run in parallel, and the libraries that are not installed. */
export interface CallSites {
  sites: CallSite[];
  missing: PoolLibrary[];
}

/** An import as it is written in a file. */
export interface WrittenImport {
  importer: string;
  specifier: string;
}

/** How the compiler resolves an import. */
export interface ResolvedImport {
  /** The file with its code; `null` if there is none. */
  path: string | null;
  /** The tsconfig.json whose options apply; `null` if there is none. */
  config: string | null;
  /** Why a file that the tsconfig.json extends is missing from its options, as the compiler reports it; `null` if none is. */
  configProblem: string | null;
  /** The entry of `paths` that the import matches, with the files that it stands for; `null` if none matches. */
  alias: { pattern: string; targets: string[] } | null;
}

/** One file's part of a check; `error` when the file, against all expectation, could not be checked. */
export type CheckedFile = CheckResult & { file: string; error: Error | null };

export type ToAnalysis =
  /** `text` is the file's text in the editor, saved or not. `file` is an absolute path. */
  | { type: 'functions'; id: number; file: string; text: string }
  | { type: 'inputs'; id: number; file: string; text: string; target: TargetReference }
  /** Returns the instrumented texts for recording the function's calls. */
  | { type: 'recording'; id: number; file: string; text: string; target: TargetReference }
  /** Returns the calls of the function in other files of its repository. */
  | { type: 'callers'; id: number; file: string; text: string; target: TargetReference }
  /**
   * `targets` are candidates in addition to those that the file itself shows, for instance functions profiled before.
   */
  | { type: 'check'; id: number; file: string; text: string; targets: TargetReference[]; scope: PitfallScope }
  /** Checks files on disk. Answers file by file, then with `checkFiles`. */
  | { type: 'checkFiles'; id: number; files: string[]; scope: PitfallScope }
  /** Returns the pitfalls of one function and of the code that it reaches, with the version of that code. */
  | { type: 'checkTarget'; id: number; file: string; text: string; target: TargetReference }
  /** Returns the version of a function's code. */
  | { type: 'codeVersion'; id: number; file: string; text: string; target: TargetReference }
  /** Generates inputs from the types of the parameters. */
  | { type: 'generateInputs'; id: number; file: string; text: string; target: TargetReference; seed: InputsSeed }
  /** Generates one item in several sizes, for trial calls. */
  | { type: 'generateTrials'; id: number; file: string; text: string; target: TargetReference; seed: InputsSeed }
  /**
   * Returns the functions that run in workers or are meant to; `targets` are added to those that the file itself shows.
   */
  | { type: 'candidates'; id: number; file: string; text: string; targets: TargetReference[] }
  /** Returns the fixes for a finding; `targets` and `scope` as in the `check` that found it. */
  | {
      type: 'fixes';
      id: number;
      file: string;
      text: string;
      finding: FindingReference;
      targets: TargetReference[];
      scope: PitfallScope;
    }
  | { type: 'callSites'; id: number; file: string; text: string }
  /** Resolves imports as the compiler does. */
  | { type: 'resolveImports'; id: number; imports: WrittenImport[] }
  /**
   * Returns the edits that add the types for decorators to a file which `entry` imports, if its tsconfig.json asks for them
   * and its text is as known.
   */
  | { type: 'decoratorMetadata'; id: number; entry: string; file: string; text: string }
  /** Generates the parallel version of the call at a location. */
  | ({ type: 'generate'; id: number; file: string; text: string } & GenerateRequest)
  /** The editor closed the file; the text on disk counts again. */
  | { type: 'forget'; file: string }
  /** The answer to the request with this `id` is no longer needed. */
  | { type: 'cancel'; id: number };

export type FromAnalysis =
  | ({ type: 'functions'; id: number } & FunctionList)
  | { type: 'inputs'; id: number; candidates: InputsCandidate[] }
  | ({ type: 'callers'; id: number } & CallsElsewhere)
  | { type: 'recording'; id: number; files: Record<string, RecordedFile> }
  | ({ type: 'check'; id: number } & CheckResult)
  /** The check of a file begins; if nothing follows, this file made the analysis fail. */
  | { type: 'checkingFile'; id: number; file: string }
  | { type: 'checkedFile'; id: number; checked: CheckedFile }
  | { type: 'checkFiles'; id: number }
  /** The program is read, which may take long for a large project. What follows is about one file. */
  | { type: 'programOpened'; id: number }
  | { type: 'cancelled'; id: number }
  | ({ type: 'checkTarget'; id: number } & CheckResult & VersionResult)
  | ({ type: 'codeVersion'; id: number } & VersionResult)
  | ({ type: 'generateInputs'; id: number } & GeneratedInputs)
  | ({ type: 'generateTrials'; id: number } & GeneratedTrials)
  | { type: 'candidates'; id: number; candidates: TargetReference[] }
  | { type: 'fixes'; id: number; fixes: Fix[] }
  | ({ type: 'callSites'; id: number } & CallSites)
  | { type: 'generate'; id: number; generated: GeneratedCode }
  | { type: 'resolveImports'; id: number; imports: ResolvedImport[] }
  | { type: 'decoratorMetadata'; id: number; edits: TextEdit[] }
  | { type: 'failed'; id: number; message: string; stack: string };
