import { Worker } from 'node:worker_threads';
import type { AnalysisSettings } from '../analysis/keep-compiled.ts';
import type { FromAnalysis, ToAnalysis } from '../analysis/protocol.ts';

type Answer = Exclude<FromAnalysis, { type: 'failed' | 'superseded' }>;
interface Waiting {
  resolve: (answer: Answer | null) => void;
  reject: (error: Error) => void;
}
/** A request before it has an id; distributes over the union. */
type Asked<T> = T extends { id: number } ? Omit<T, 'id'> : never;

/** The thread that answers: started by the first question, ended when idle, replaced when it dies. */
export class AnalysisThread {
  readonly #program: string;
  readonly #idleMs: number;
  readonly #settings: AnalysisSettings;
  #worker: Worker | null = null;
  #lastId = 0;
  #idle: NodeJS.Timeout | null = null;
  #disposed = false;
  readonly #waiting = new Map<number, Waiting>();

  /** @param idleMs how long it lives without a question */
  constructor(program: string, idleMs: number, settings: AnalysisSettings) {
    this.#program = program;
    this.#idleMs = idleMs;
    this.#settings = settings;
  }

  /** Tells something that has no answer; a thread that is not there has nothing to forget. */
  tell(message: ToAnalysis): void {
    this.#worker?.postMessage(message);
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

  /** The answer to a question; `null` when a newer one replaced it. @throws what the analysis threw */
  ask(asked: Asked<ToAnalysis>): Promise<Answer | null> {
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
    const worker = new Worker(this.#program, {
      name: 'analysis',
      workerData: this.#settings,
      resourceLimits: { maxOldGenerationSizeMb: 1536 },
    });
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
