import type {
  CallSites,
  CallsElsewhere,
  CheckResult,
  FunctionList,
  GenerateRequest,
  GeneratedInputs,
  GeneratedTrials,
  PitfallScope,
  ResolvedImport,
  TargetReference,
  VersionResult,
  WrittenImport,
} from '../analysis/protocol.ts';
import type { FindingReference, Fix, GeneratedCode, TextEdit } from '../model/change.ts';
import type { InputsCandidate, InputsSeed } from '../model/inputs.ts';
import type { RecordedFile } from '../model/recording.ts';
import { AnalysisHost, type AnalysisPrograms } from './analysis-host.ts';

type Targets = readonly TargetReference[];

/**
 * Answers questions about source files from a separate thread or process, so that the compiler never blocks the caller. It
 * starts with the first question, ends after `idleMs` without one, and is replaced when it dies.
 *
 * Every question is answered. It rejects with what the analysis threw, with the reason of its `signal`, which also spares
 * the work, and with an `AbortError` once the client is disposed. `LatestOnly` aborts outdated questions.
 */
export class AnalysisClient {
  readonly #host: AnalysisHost;

  /** @param compileCache folder that keeps the server's compiled code, for the next start */
  constructor(
    programs: AnalysisPrograms,
    { idleMs = 300_000, compileCache = null }: { idleMs?: number; compileCache?: string | null } = {},
  ) {
    this.#host = new AnalysisHost(programs, idleMs, { compileCache });
  }

  /** Returns the functions of a text. */
  async functions(file: string, text: string, signal?: AbortSignal): Promise<FunctionList> {
    const { functions, syntaxError } = await this.#host.ask({ type: 'functions', file, text }, signal);
    return { functions, syntaxError };
  }

  /** Returns the inputs that the file offers for a function, best first. */
  async inputs(file: string, text: string, target: TargetReference, signal?: AbortSignal): Promise<InputsCandidate[]> {
    const asked = { type: 'inputs', file, text, target: referenceTo(target) } as const;
    return (await this.#host.ask(asked, signal)).candidates;
  }

  /** Returns the calls of a function in other files of its repository, best first. */
  async callers(file: string, text: string, target: TargetReference, signal?: AbortSignal): Promise<CallsElsewhere> {
    const asked = { type: 'callers', file, text, target: referenceTo(target) } as const;
    const { candidates, refused } = await this.#host.ask(asked, signal);
    return { candidates, refused };
  }

  /** Returns the instrumented texts that record calls of a function, by file. */
  async recording(file: string, text: string, target: TargetReference): Promise<Record<string, RecordedFile>> {
    return (await this.#host.ask({ type: 'recording', file, text, target: referenceTo(target) })).files;
  }

  /** Returns inputs generated from the types of a function's parameters. */
  async generateInputs(
    file: string,
    text: string,
    target: TargetReference,
    seed: InputsSeed,
    signal?: AbortSignal,
  ): Promise<GeneratedInputs> {
    const asked = { type: 'generateInputs', file, text, target: referenceTo(target), seed } as const;
    return await this.#host.ask(asked, signal);
  }

  /** Returns the first generated item in several sizes. */
  async generateTrials(
    file: string,
    text: string,
    target: TargetReference,
    seed: InputsSeed,
    signal?: AbortSignal,
  ): Promise<GeneratedTrials> {
    const asked = { type: 'generateTrials', file, text, target: referenceTo(target), seed } as const;
    const { sizes, expression } = await this.#host.ask(asked, signal);
    return { sizes, expression };
  }

  /** Returns the functions that run in workers or are meant to, `targets` among them. */
  async candidates(
    file: string,
    text: string,
    targets: Targets = [],
    signal?: AbortSignal,
  ): Promise<TargetReference[]> {
    const asked = { type: 'candidates', file, text, targets: targets.map(referenceTo) } as const;
    return (await this.#host.ask(asked, signal)).candidates;
  }

  /** Returns the pitfalls of the file's candidates. */
  async check(
    file: string,
    text: string,
    targets: Targets = [],
    scope: PitfallScope = 'candidates',
    signal?: AbortSignal,
  ): Promise<CheckResult> {
    const asked = { type: 'check', file, text, targets: targets.map(referenceTo), scope } as const;
    const { findings, syntaxError } = await this.#host.ask(asked, signal);
    return { findings, syntaxError };
  }

  /** Returns the pitfalls of one function and of the code that it reaches, and the version of that code. */
  async checkTarget(
    file: string,
    text: string,
    target: TargetReference,
    signal?: AbortSignal,
  ): Promise<CheckResult & VersionResult> {
    const asked = { type: 'checkTarget', file, text, target: referenceTo(target) } as const;
    const { findings, version, syntaxError } = await this.#host.ask(asked, signal);
    return { findings, version, syntaxError };
  }

  /** Returns the version of a function's code. */
  async codeVersion(file: string, text: string, target: TargetReference, signal?: AbortSignal): Promise<VersionResult> {
    const asked = { type: 'codeVersion', file, text, target: referenceTo(target) } as const;
    const { version, syntaxError } = await this.#host.ask(asked, signal);
    return { version, syntaxError };
  }

  /** Returns the fixes for a finding, best first. */
  async fixes(
    file: string,
    text: string,
    finding: FindingReference,
    targets: Targets = [],
    scope: PitfallScope = 'candidates',
    signal?: AbortSignal,
  ): Promise<Fix[]> {
    const asked = { type: 'fixes', file, text, finding, targets: targets.map(referenceTo), scope } as const;
    return (await this.#host.ask(asked, signal)).fixes;
  }

  /** Returns the calls of a file that could run in parallel. */
  async callSites(file: string, text: string, signal?: AbortSignal): Promise<CallSites> {
    const { sites, missing } = await this.#host.ask({ type: 'callSites', file, text }, signal);
    return { sites, missing };
  }

  /** Returns the parallel version of a call. */
  async generate(file: string, text: string, request: GenerateRequest, signal?: AbortSignal): Promise<GeneratedCode> {
    return (await this.#host.ask({ type: 'generate', file, text, ...request }, signal)).generated;
  }

  /** Returns how the compiler resolves imports. */
  async resolveImports(imports: WrittenImport[], signal?: AbortSignal): Promise<ResolvedImport[]> {
    return (await this.#host.ask({ type: 'resolveImports', imports }, signal)).imports;
  }

  /** Returns the edits that add the types for decorators to a file which `entry` imports. */
  async decoratorMetadata(entry: string, file: string, text: string, signal?: AbortSignal): Promise<TextEdit[]> {
    return (await this.#host.ask({ type: 'decoratorMetadata', entry, file, text }, signal)).edits;
  }

  /** Drops the text of a file that the editor closed. */
  forget(file: string): void {
    this.#host.notify({ type: 'forget', file });
  }

  /** Ends the server and rejects open questions with an `AbortError`. */
  async dispose(): Promise<void> {
    await this.#host.dispose();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}

/** Picks the fields of a function that the server needs, so that nothing else is copied. */
function referenceTo({ name, location }: TargetReference): TargetReference {
  return { name, location };
}
