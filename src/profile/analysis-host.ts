import type { AnalysisSettings } from '../analysis/keep-compiled.ts';
import type { FromAnalysis, ToAnalysis } from '../analysis/protocol.ts';
import { type AnalysisLink, startProcess, startThread } from './analysis-link.ts';

type Request = Exclude<ToAnalysis, { type: 'forget' | 'cancel' }>;
type Answer<Type extends Request['type'] = Request['type']> = Extract<FromAnalysis, { type: Type }>;
/** An answer before the last. */
export type AnalysisProgress = Extract<FromAnalysis, { type: 'checkingFile' | 'checkedFile' }>;

interface Waiting {
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
  progress: (progress: AnalysisProgress) => void;
}

/** A request without its id; distributes over the union. */
type Asked<T> = T extends { id: number } ? Omit<T, 'id'> : never;

/** How to run the analysis server. */
export interface AnalysisPrograms {
  /** Absolute path of the built server. */
  server: string;
  /** Absolute path of the program that runs it in a process; `null` for a thread of this process. */
  process: string | null;
}

/** Limits of the server. */
export interface AnalysisLimits {
  /** Heap, in MB: a large project's program needs some hundred. Without a limit, the host would die with it. */
  memoryMb: number;
  /** Time without an answer after which the server is replaced. */
  stallMs: number;
}

const usualLimits: AnalysisLimits = { memoryMb: 1536, stallMs: 120_000 };

/** Runs the analysis server. Starts it with the first question, ends it when idle, and replaces it if it dies. */
export class AnalysisHost {
  readonly #programs: AnalysisPrograms;
  readonly #idleMs: number;
  readonly #settings: AnalysisSettings;
  readonly #limits: AnalysisLimits;
  #link: AnalysisLink | null = null;
  #lastId = 0;
  #idle: NodeJS.Timeout | null = null;
  #stalled: NodeJS.Timeout | null = null;
  readonly #disposed = new AbortController();
  readonly #waiting = new Map<number, Waiting>();

  /** @param idleMs lifetime without a question */
  constructor(
    programs: AnalysisPrograms,
    idleMs: number,
    settings: AnalysisSettings,
    limits: AnalysisLimits = usualLimits,
  ) {
    this.#programs = programs;
    this.#idleMs = idleMs;
    this.#settings = settings;
    this.#limits = limits;
  }

  /** Sends a message that has no answer, if the server runs. */
  notify(message: ToAnalysis): void {
    this.#link?.send(message);
  }

  /** Ends the server and rejects open questions with an `AbortError`. */
  async dispose(): Promise<void> {
    this.#disposed.abort();
    const link = this.#detach();
    this.#rejectAll(this.#disposed.signal.reason);
    await link?.end();
  }

  /**
   * Returns the answer to a question.
   * @param signal cancels the question, also in the server
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
    const link = this.#link ?? this.#start();
    const cancel = (): void => {
      this.notify({ type: 'cancel', id });
      this.#take(id)?.reject(signal?.reason);
    };
    signal?.addEventListener('abort', cancel);
    try {
      const answer = await new Promise<Answer>((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject, progress });
        this.#keepAwake();
        link.send({ ...asked, id });
      });
      if (!isOfType(answer, asked.type)) throw new Error(`Expected an answer to ${asked.type}, found ${answer.type}.`);
      return answer;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  #start(): AnalysisLink {
    const { server, process } = this.#programs;
    const listener = {
      onMessage: (message: FromAnalysis): void => {
        this.#receive(message);
      },
      onLost: (error: Error): void => {
        this.#lost(link, error);
      },
    };
    const settings = { ...this.#settings, heapMb: this.#limits.memoryMb };
    const link =
      process === null ? startThread(server, settings, listener) : startProcess(process, server, settings, listener);
    this.#link = link;
    return link;
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

  #lost(link: AnalysisLink, error: Error): void {
    if (link !== this.#link) return;
    this.#detach();
    this.#rejectAll(error);
  }

  #keepAwake(): void {
    this.#clearTimers();
    const link = this.#link;
    if (!link) return;
    // An open question keeps this process alive; an idle server does not.
    link.keepAlive(this.#waiting.size > 0);
    if (this.#waiting.size > 0) {
      this.#stalled = setTimeout(() => {
        this.#lost(link, new Error(`The analysis took longer than ${this.#limits.stallMs / 1000} s.`));
        void link.end();
      }, this.#limits.stallMs);
      this.#stalled.unref();
      return;
    }
    if (this.#idleMs === Infinity) return;
    this.#idle = setTimeout(() => void this.#detach()?.end(), this.#idleMs);
    this.#idle.unref();
  }

  #detach(): AnalysisLink | null {
    const link = this.#link;
    this.#link = null;
    this.#clearTimers();
    return link;
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
