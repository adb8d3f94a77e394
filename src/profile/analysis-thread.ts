import { Worker } from 'node:worker_threads';
import type { AnalysisSettings } from '../analysis/keep-compiled.ts';
import type { FromAnalysis, ToAnalysis } from '../analysis/protocol.ts';

type Request = Exclude<ToAnalysis, { type: 'forget' | 'cancel' }>;
type Answer<Type extends Request['type'] = Request['type']> = Extract<FromAnalysis, { type: Type }>;

interface Waiting {
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
}

/** A request without its id; distributes over the union. */
type Asked<T> = T extends { id: number } ? Omit<T, 'id'> : never;

/** The thread of an `AnalysisClient`. Starts with the first question, ends when idle, and is replaced if it dies. */
export class AnalysisThread {
  readonly #program: string;
  readonly #idleMs: number;
  readonly #settings: AnalysisSettings;
  #worker: Worker | null = null;
  #lastId = 0;
  #idle: NodeJS.Timeout | null = null;
  readonly #disposed = new AbortController();
  readonly #waiting = new Map<number, Waiting>();

  /** @param idleMs lifetime without a question */
  constructor(program: string, idleMs: number, settings: AnalysisSettings) {
    this.#program = program;
    this.#idleMs = idleMs;
    this.#settings = settings;
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
   * @throws the error of the analysis, or the reason of the signal
   */
  async ask<Type extends Request['type']>(
    asked: Asked<Request> & { type: Type },
    signal?: AbortSignal,
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
        this.#waiting.set(id, { resolve, reject });
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
    // The program of a large project needs some hundred MB; without a limit, running out of memory would kill the host.
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
    if (this.#idle) clearTimeout(this.#idle);
    this.#idle = null;
    if (!this.#worker) return;
    // An open question keeps the process alive; an idle thread does not.
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

  #rejectAll(reason: unknown): void {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of all) reject(reason);
  }
}

function isOfType<Type extends Request['type']>(answer: FromAnalysis, type: Type): answer is Answer<Type> {
  return answer.type === type;
}
