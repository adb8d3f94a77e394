import { Worker } from 'node:worker_threads';
import type {
  CallSites,
  CheckResult,
  FromAnalysis,
  FunctionList,
  GenerateRequest,
  GeneratedInputs,
  PitfallScope,
  TargetReference,
  ToAnalysis,
} from '../analysis/protocol.ts';
import type { FindingReference, Fix, GeneratedCode } from '../model/change.ts';
import type { InputsCandidate, InputsSeed } from '../model/inputs.ts';

type Answer = Exclude<FromAnalysis, { type: 'failed' | 'superseded' }>;
type Targets = readonly TargetReference[];
interface Waiting {
  resolve: (answer: Answer | null) => void;
  reject: (error: Error) => void;
}
/** A request before it has an id; distributes over the union. */
type Asked<T> = T extends { id: number } ? Omit<T, 'id'> : never;

/**
 * TypeScript's view of a file, asked from a thread of its own, so that neither its start nor its work holds up the
 * caller. The thread starts with the first question, ends after `idleMs` without one, and is replaced when it dies.
 */
export class AnalysisClient {
  readonly #program: string;
  readonly #idleMs: number;
  #worker: Worker | null = null;
  #lastId = 0;
  #idle: NodeJS.Timeout | null = null;
  #disposed = false;
  readonly #waiting = new Map<number, Waiting>();

  /** @param program absolute path of the built `analysis-server.cjs` */
  constructor(program: string, { idleMs = 600_000 }: { idleMs?: number } = {}) {
    this.#program = program;
    this.#idleMs = idleMs;
  }

  /** The functions of a text; `null` when a newer question about the same file replaced this one. */
  async functions(file: string, text: string): Promise<FunctionList | null> {
    const answer = await this.#ask({ type: 'functions', file, text });
    return answer?.type === 'functions' ? { functions: answer.functions, syntaxError: answer.syntaxError } : null;
  }

  /** The inputs that the file offers for a function, best first; `null` when replaced by a newer question. */
  async inputs(file: string, text: string, target: TargetReference): Promise<InputsCandidate[] | null> {
    const answer = await this.#ask({ type: 'inputs', file, text, target: referenceTo(target) });
    return answer?.type === 'inputs' ? answer.candidates : null;
  }

  /** Inputs made from the types of a function's parameters; `null` when replaced by a newer question. */
  async generateInputs(
    file: string,
    text: string,
    target: TargetReference,
    seed: InputsSeed,
  ): Promise<GeneratedInputs | null> {
    const answer = await this.#ask({ type: 'generateInputs', file, text, target: referenceTo(target), seed });
    return answer?.type === 'generateInputs' ? answer : null;
  }

  /** The functions that run in workers or are meant to, `targets` among them; `null` when replaced by a newer question. */
  async candidates(file: string, text: string, targets: Targets = []): Promise<TargetReference[] | null> {
    const answer = await this.#ask({ type: 'candidates', file, text, targets: targets.map(referenceTo) });
    return answer?.type === 'candidates' ? answer.candidates : null;
  }

  /** What would bite if the file's candidates ran in parallel; `null` when replaced by a newer question. */
  async check(
    file: string,
    text: string,
    targets: Targets = [],
    scope: PitfallScope = 'candidates',
  ): Promise<CheckResult | null> {
    const answer = await this.#ask({ type: 'check', file, text, targets: targets.map(referenceTo), scope });
    return answer?.type === 'check' ? { findings: answer.findings, syntaxError: answer.syntaxError } : null;
  }

  /** How a finding can be mended, best first; `null` when replaced by a newer question. */
  async fixes(
    file: string,
    text: string,
    finding: FindingReference,
    targets: Targets = [],
    scope: PitfallScope = 'candidates',
  ): Promise<Fix[] | null> {
    const answer = await this.#ask({ type: 'fixes', file, text, finding, targets: targets.map(referenceTo), scope });
    return answer?.type === 'fixes' ? answer.fixes : null;
  }

  /** The calls of a file that could be made in parallel; `null` when replaced by a newer question. */
  async callSites(file: string, text: string): Promise<CallSites | null> {
    const answer = await this.#ask({ type: 'callSites', file, text });
    return answer?.type === 'callSites' ? { sites: answer.sites, missing: answer.missing } : null;
  }

  /** The parallel version of a call; `null` when replaced by a newer question. */
  async generate(file: string, text: string, request: GenerateRequest): Promise<GeneratedCode | null> {
    const answer = await this.#ask({ type: 'generate', file, text, ...request });
    return answer?.type === 'generate' ? answer.generated : null;
  }

  /** The editor closed the file: what is on disk counts again. */
  forget(file: string): void {
    this.#worker?.postMessage({ type: 'forget', file } satisfies ToAnalysis);
  }

  /** Ends the thread; what still waits is answered with `null`. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    const worker = this.#detach();
    this.#settleAll((waiting) => {
      waiting.resolve(null);
    });
    await worker?.terminate();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  #ask(asked: Asked<ToAnalysis>): Promise<Answer | null> {
    if (this.#disposed) return Promise.resolve(null);
    const id = ++this.#lastId;
    const worker = this.#worker ?? this.#start();
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#keepAwake();
      worker.postMessage({ ...asked, id });
    });
  }

  #start(): Worker {
    // A large project's program needs some hundred MB; without a limit, the host would die with it.
    const worker = new Worker(this.#program, { name: 'analysis', resourceLimits: { maxOldGenerationSizeMb: 1536 } });
    worker.on('message', (message: FromAnalysis) => {
      this.#receive(message);
    });
    worker.on('error', (error) => {
      this.#lost(worker, error instanceof Error ? error : new Error(String(error)));
    });
    worker.on('exit', (code) => {
      this.#lost(worker, new Error(`The analysis ended unexpectedly (exit code ${code}).`));
    });
    this.#worker = worker;
    return worker;
  }

  #receive(message: FromAnalysis): void {
    const waiting = this.#waiting.get(message.id);
    if (!waiting) return;
    this.#waiting.delete(message.id);
    this.#keepAwake();
    if (message.type === 'superseded') waiting.resolve(null);
    else if (message.type === 'failed')
      waiting.reject(Object.assign(new Error(message.message), { stack: message.stack }));
    else waiting.resolve(message);
  }

  #lost(worker: Worker, error: Error): void {
    if (worker !== this.#worker) return;
    this.#detach();
    this.#settleAll((waiting) => {
      waiting.reject(error);
    });
  }

  #keepAwake(): void {
    if (this.#idle) clearTimeout(this.#idle);
    this.#idle = null;
    if (!this.#worker) return;
    // An open question keeps the process alive, an idle thread does not.
    if (this.#waiting.size > 0) {
      this.#worker.ref();
      return;
    }
    this.#worker.unref();
    this.#idle = setTimeout(() => void this.#detach()?.terminate(), this.#idleMs);
    this.#idle.unref();
  }

  #detach(): Worker | null {
    const worker = this.#worker;
    this.#worker = null;
    if (this.#idle) clearTimeout(this.#idle);
    this.#idle = null;
    return worker;
  }

  #settleAll(settle: (waiting: Waiting) => void): void {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    all.forEach(settle);
  }
}

/** Only what the server needs of a function, so that nothing else is copied. */
function referenceTo({ name, location }: TargetReference): TargetReference {
  return { name, location };
}
