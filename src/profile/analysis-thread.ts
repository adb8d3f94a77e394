import { Worker } from 'node:worker_threads';
import type { AnalysisSettings } from '../analysis/keep-compiled.ts';
import type { FromAnalysis, ToAnalysis } from '../analysis/protocol.ts';

type Request = Exclude<ToAnalysis, { type: 'forget' | 'cancel' }>;
type Answer<Type extends Request['type'] = Request['type']> = Extract<FromAnalysis, { type: Type }>;
/** An answer before the last. */
export type AnalysisProgress = Extract<FromAnalysis, { type: 'checkingFile' | 'checkedFile' }>;

/** Deep expressions need much: the compiler, and most that reads its trees, calls itself for each level. Reserved, not used. */
const STACK_MB = 256;

interface Waiting {
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
  progress: (progress: AnalysisProgress) => void;
}

/** A request without its id; distributes over the union. */
type Asked<T> = T extends { id: number } ? Omit<T, 'id'> : never;

/** What the thread may use. */
export interface ThreadLimits {
  /** Heap, in MB: a large project's program needs some hundred. Without a limit, the host would die with it. */
  memoryMb: number;
  /** Time without an answer after which the thread is replaced. */
  stallMs: number;
}

const usualLimits: ThreadLimits = { memoryMb: 1536, stallMs: 120_000 };

/** The thread of an `AnalysisClient`. Starts with the first question, ends when idle, and is replaced if it dies. */
export class AnalysisThread {
  readonly #program: string;
  readonly #idleMs: number;
  readonly #settings: AnalysisSettings;
  readonly #limits: ThreadLimits;
  #worker: Worker | null = null;
  #lastId = 0;
  #idle: NodeJS.Timeout | null = null;
  #stalled: NodeJS.Timeout | null = null;
  readonly #disposed = new AbortController();
  readonly #waiting = new Map<number, Waiting>();

  /** @param idleMs lifetime without a question */
  constructor(program: string, idleMs: number, settings: AnalysisSettings, limits: ThreadLimits = usualLimits) {
    this.#program = program;
    this.#idleMs = idleMs;
    this.#settings = settings;
    this.#limits = limits;
  }

  /** Sends a message that has no answer, if the thread runs. */
  notify(message: ToAnalysis): void {
    this.#worker?.postMessage(message);
  }

  /** Ends the thread and rejects open questions with an `AbortError`. */
  async dispose(): Promise<void> {
    this.#disposed.abort();
    const worker = this.#detach();
    this.#rejectAll(this.#disposed.signal.reason);
    await worker?.terminate();
  }

  /**
   * Returns the answer to a question.
   * @param signal cancels the question, also in the thread
   * @param progress receives the answers before the last
   * @throws the error of the analysis, or the reason of the signal
   */
  async ask<Type extends Request['type']>(
    asked: Asked<Request> & { type: Type },
    signal?: AbortSignal,
    progress: (progress: AnalysisProgress) => void = () => undefined,
  ): Promise<Answer<Type>> {
    this.#disposed.signal.throwIfAborted();
    signal?.throwIfAborted();
    const id = ++this.#lastId;
    const worker = this.#worker ?? this.#start();
    const cancel = (): void => {
      this.notify({ type: 'cancel', id });
      this.#take(id)?.reject(signal?.reason);
    };
    signal?.addEventListener('abort', cancel);
    try {
      const answer = await new Promise<Answer>((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject, progress });
        this.#keepAwake();
        worker.postMessage({ ...asked, id });
      });
      if (!isOfType(answer, asked.type)) throw new Error(`Expected an answer to ${asked.type}, found ${answer.type}.`);
      return answer;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  #start(): Worker {
    const worker = new Worker(this.#program, {
      name: 'analysis',
      workerData: this.#settings,
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.memoryMb, stackSizeMb: STACK_MB },
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
    if (message.type === 'checkingFile' || message.type === 'checkedFile') {
      this.#waiting.get(message.id)?.progress(message);
      this.#keepAwake();
      return;
    }
    const waiting = this.#take(message.id);
    if (message.type === 'failed') waiting?.reject(Object.assign(new Error(message.message), { stack: message.stack }));
    else waiting?.resolve(message);
  }

  /** Removes and returns an open question. */
  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    this.#keepAwake();
    return waiting;
  }

  #lost(worker: Worker, error: Error): void {
    if (worker !== this.#worker) return;
    this.#detach();
    this.#rejectAll(error);
  }

  #keepAwake(): void {
    this.#clearTimers();
    const worker = this.#worker;
    if (!worker) return;
    // An open question keeps the process alive; an idle thread does not.
    if (this.#waiting.size > 0) {
      worker.ref();
      this.#stalled = setTimeout(() => {
        this.#lost(worker, new Error(`The analysis took longer than ${this.#limits.stallMs / 1000} s.`));
        void worker.terminate();
      }, this.#limits.stallMs);
      this.#stalled.unref();
      return;
    }
    worker.unref();
    if (this.#idleMs === Infinity) return;
    this.#idle = setTimeout(() => void this.#detach()?.terminate(), this.#idleMs);
    this.#idle.unref();
  }

  #detach(): Worker | null {
    const worker = this.#worker;
    this.#worker = null;
    this.#clearTimers();
    return worker;
  }

  #clearTimers(): void {
    if (this.#idle) clearTimeout(this.#idle);
    if (this.#stalled) clearTimeout(this.#stalled);
    this.#idle = this.#stalled = null;
  }

  #rejectAll(reason: unknown): void {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of all) reject(reason);
  }
}

function isOfType<Type extends Request['type']>(answer: FromAnalysis, type: Type): answer is Answer<Type> {
  return answer.type === type;
}
