import type { AnalysisSettings } from '../analysis/keep-compiled.ts';
import type { FromAnalysis, ToAnalysis } from '../analysis/protocol.ts';
import { type AnalysisLink, startProcess, startThread } from './analysis-link.ts';

type Request = Exclude<ToAnalysis, { type: 'forget' | 'cancel' }>;
type Answer<Type extends Request['type'] = Request['type']> = Extract<FromAnalysis, { type: Type }>;
/** An answer before the last. */
export type AnalysisProgress = Extract<FromAnalysis, { type: 'checkingFile' | 'checkedFile' }>;

interface Waiting {
  question: ToAnalysis;
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
  /** Time without a message after which the server is replaced, in ms: reading a large project's program takes long. */
  stallMs: number;
  /**
   * The same once the program is read, in ms. The compiler can neither be interrupted nor stop by itself: types of a few
   * lines can have a million members.
   */
  fileMs: number;
}

export const usualLimits: AnalysisLimits = { memoryMb: 1536, stallMs: 120_000, fileMs: 30_000 };

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
  /** Questions that the server may be working on, cancelled ones included. */
  readonly #unanswered = new Set<number>();

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
    const question = { ...asked, id } as ToAnalysis;
    const link = this.#link ?? this.#start();
    const cancel = (): void => {
      this.notify({ type: 'cancel', id });
      this.#take(id)?.reject(signal?.reason);
    };
    signal?.addEventListener('abort', cancel);
    try {
      const answer = await new Promise<Answer>((resolve, reject) => {
        this.#waiting.set(id, { question, resolve, reject, progress });
        this.#keepAwake();
        this.#send(link, question, id);
      });
      if (!isOfType(answer, asked.type)) throw new Error(`Expected an answer to ${asked.type}, found ${answer.type}.`);
      return answer;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  #send(link: AnalysisLink, question: ToAnalysis, id: number): void {
    this.#unanswered.add(id);
    // A server that is stuck gets no more time by further questions.
    if (!this.#stalled) this.#giveTime(this.#limits.stallMs);
    link.send(question);
  }

  #start(): AnalysisLink {
    const { server, process } = this.#programs;
    const listener = {
      onMessage: (message: FromAnalysis): void => {
        if (link === this.#link) this.#receive(message);
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
    if (message.type === 'programOpened') {
      this.#giveTime(this.#limits.fileMs, message.id);
      return;
    }
    if (message.type === 'checkingFile' || message.type === 'checkedFile') {
      this.#giveTime(this.#limits.stallMs);
      this.#waiting.get(message.id)?.progress(message);
      return;
    }
    this.#unanswered.delete(message.id);
    this.#giveTime(this.#limits.stallMs);
    // A cancelled question was taken when it was cancelled.
    const waiting = this.#take(message.id);
    if (message.type === 'cancelled') return;
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
    if (this.#idle) clearTimeout(this.#idle);
    this.#idle = null;
    const link = this.#link;
    if (!link) return;
    // An open question keeps this process alive; an idle server does not.
    link.keepAlive(this.#waiting.size > 0);
    if (this.#waiting.size > 0 || this.#idleMs === Infinity) return;
    this.#idle = setTimeout(() => void this.#detach()?.end(), this.#idleMs);
    this.#idle.unref();
  }

  /**
   * Replaces the server if it has unanswered questions and sends no message for so long.
   * @param current the question that it works on, if known: the others are asked again
   */
  #giveTime(limitMs: number, current?: number): void {
    if (this.#stalled) clearTimeout(this.#stalled);
    this.#stalled = null;
    const link = this.#link;
    if (!link || this.#unanswered.size === 0) return;
    this.#stalled = setTimeout(() => {
      const error = new Error(`The analysis took longer than ${limitMs / 1000} s.`);
      if (current === undefined) this.#lost(link, error);
      else this.#replace(current, error);
      void link.end();
    }, limitMs);
    this.#stalled.unref();
  }

  #replace(current: number, error: Error): void {
    this.#detach();
    this.#take(current)?.reject(error);
    if (this.#waiting.size === 0) return;
    try {
      const link = this.#start();
      this.#keepAwake();
      for (const [id, { question }] of this.#waiting) this.#send(link, question, id);
    } catch (refused) {
      // The system refuses another thread.
      this.#detach();
      this.#rejectAll(refused);
    }
  }

  #detach(): AnalysisLink | null {
    const link = this.#link;
    this.#link = null;
    this.#unanswered.clear();
    if (this.#idle) clearTimeout(this.#idle);
    if (this.#stalled) clearTimeout(this.#stalled);
    this.#idle = this.#stalled = null;
    return link;
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
