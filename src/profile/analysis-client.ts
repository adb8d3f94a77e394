import type {
  CallSites,
  CheckResult,
  FunctionList,
  GenerateRequest,
  GeneratedInputs,
  PitfallScope,
  TargetReference,
} from '../analysis/protocol.ts';
import type { FindingReference, Fix, GeneratedCode } from '../model/change.ts';
import type { InputsCandidate, InputsSeed } from '../model/inputs.ts';
import { AnalysisThread } from './analysis-thread.ts';

type Targets = readonly TargetReference[];

/**
 * TypeScript's view of a file, asked from a thread of its own, so that neither its start nor its work holds up the
 * caller. The thread starts with the first question, ends after `idleMs` without one, and is replaced when it dies.
 */
export class AnalysisClient {
  readonly #thread: AnalysisThread;

  /**
   * @param program absolute path of the built `analysis-server.cjs`
   * @param compileCache folder that keeps its compiled code, for the next start
   */
  constructor(
    program: string,
    { idleMs = 600_000, compileCache = null }: { idleMs?: number; compileCache?: string | null } = {},
  ) {
    this.#thread = new AnalysisThread(program, idleMs, { compileCache });
  }

  /** The functions of a text; `null` when a newer question about the same file replaced this one. */
  async functions(file: string, text: string): Promise<FunctionList | null> {
    const answer = await this.#thread.ask({ type: 'functions', file, text });
    return answer?.type === 'functions' ? { functions: answer.functions, syntaxError: answer.syntaxError } : null;
  }

  /** The inputs that the file offers for a function, best first; `null` when replaced by a newer question. */
  async inputs(file: string, text: string, target: TargetReference): Promise<InputsCandidate[] | null> {
    const answer = await this.#thread.ask({ type: 'inputs', file, text, target: referenceTo(target) });
    return answer?.type === 'inputs' ? answer.candidates : null;
  }

  /** Inputs made from the types of a function's parameters; `null` when replaced by a newer question. */
  async generateInputs(
    file: string,
    text: string,
    target: TargetReference,
    seed: InputsSeed,
  ): Promise<GeneratedInputs | null> {
    const answer = await this.#thread.ask({ type: 'generateInputs', file, text, target: referenceTo(target), seed });
    return answer?.type === 'generateInputs' ? answer : null;
  }

  /** The functions that run in workers or are meant to, `targets` among them; `null` when replaced by a newer question. */
  async candidates(file: string, text: string, targets: Targets = []): Promise<TargetReference[] | null> {
    const answer = await this.#thread.ask({ type: 'candidates', file, text, targets: targets.map(referenceTo) });
    return answer?.type === 'candidates' ? answer.candidates : null;
  }

  /** Returns the pitfalls of the file's candidates; `null` if a newer question replaced this one. */
  async check(
    file: string,
    text: string,
    targets: Targets = [],
    scope: PitfallScope = 'candidates',
  ): Promise<CheckResult | null> {
    const answer = await this.#thread.ask({ type: 'check', file, text, targets: targets.map(referenceTo), scope });
    return answer?.type === 'check' ? { findings: answer.findings, syntaxError: answer.syntaxError } : null;
  }

  /** Returns the fixes for a finding, best first; `null` if a newer question replaced this one. */
  async fixes(
    file: string,
    text: string,
    finding: FindingReference,
    targets: Targets = [],
    scope: PitfallScope = 'candidates',
  ): Promise<Fix[] | null> {
    const answer = await this.#thread.ask({
      type: 'fixes',
      file,
      text,
      finding,
      targets: targets.map(referenceTo),
      scope,
    });
    return answer?.type === 'fixes' ? answer.fixes : null;
  }

  /** The calls of a file that could be made in parallel; `null` when replaced by a newer question. */
  async callSites(file: string, text: string): Promise<CallSites | null> {
    const answer = await this.#thread.ask({ type: 'callSites', file, text });
    return answer?.type === 'callSites' ? { sites: answer.sites, missing: answer.missing } : null;
  }

  /** The parallel version of a call; `null` when replaced by a newer question. */
  async generate(file: string, text: string, request: GenerateRequest): Promise<GeneratedCode | null> {
    const answer = await this.#thread.ask({ type: 'generate', file, text, ...request });
    return answer?.type === 'generate' ? answer.generated : null;
  }

  /** The editor closed the file: what is on disk counts again. */
  forget(file: string): void {
    this.#thread.tell({ type: 'forget', file });
  }

  /** Ends the thread; what still waits is answered with `null`. */
  async dispose(): Promise<void> {
    await this.#thread.dispose();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}

/** Only what the server needs of a function, so that nothing else is copied. */
function referenceTo({ name, location }: TargetReference): TargetReference {
  return { name, location };
}
