import { errorToData } from '../wire/error-data.ts';
import { DataCloneError } from '../wire/errors.ts';
import { packedCount } from '../wire/packed-values.ts';
import type { Done, FailedItem, FromWorker, Part } from '../wire/protocol.ts';
import { openValue } from '../wire/sealing.ts';
import { isShort, type ShortDone } from '../wire/short-message.ts';
import type { LinkEvents, WorkerMessage } from './worker-link.ts';

/** A link as used by its reader. */
export interface AnswerSource {
  readonly events: Pick<LinkEvents, 'message' | 'held'>;
  /** Takes a message in order. Returns whether its content could be read. */
  deliver(message: FromWorker | ShortDone): boolean;
  /** Takes an answer that was reassembled. `message` is the one it arrived in, if that could be read. */
  settle(answer: Done | Part, message: FromWorker | ShortDone | null): void;
  /** Asks the worker to send its message of that number again. */
  ask(nth: number): void;
}

interface Held {
  nth: number;
  message: FromWorker | ShortDone | null;
  /** `undefined` while the message can be delivered, or is still to be sent again (`asked`). */
  answer?: Done | Part | null;
  asked: boolean;
}

/**
 * Delivers the messages of one worker in order, even if one cannot be read: its values are sent again one by one, and
 * later messages wait.
 */
export class AnswerReader {
  readonly #source: AnswerSource;
  #count = 0;
  /** The messages since the first that could not be read. */
  #held: Held[] | null = null;
  #salvage: { held: Held; answer: Done | Part; values: unknown[]; missing: number[] } | null = null;

  constructor(source: AnswerSource) {
    this.#source = source;
  }

  /** Takes the next message. */
  take(message: FromWorker | ShortDone): void {
    const nth = ++this.#count;
    if (this.#held === null) {
      if (!this.#source.deliver(message)) this.#miss({ nth, message, asked: true });
    } else if (!this.#collect(message)) {
      this.#held.push({ nth, message, asked: false });
      this.#source.events.held(startedBatch(message));
    }
  }

  /** Notes that the next message has arrived and cannot be read. */
  takeUnreadable(): void {
    const nth = ++this.#count;
    if (this.#salvage === null) this.#miss({ nth, message: null, asked: true });
    else this.#addValue(null);
  }

  #miss(held: Held): void {
    this.#held ??= [];
    this.#held.push(held);
    this.#source.events.held(null);
    this.#source.ask(held.nth);
  }

  /** Returns whether the message belongs to one that is sent again. */
  #collect(message: FromWorker | ShortDone): boolean {
    if (isShort(message)) return false;
    if (message.type === 'value') this.#addValue(openValue(message.values));
    else if (message.type === 'salvage') this.#begin(message.nth, message.answer);
    else return false;
    return true;
  }

  #begin(nth: number, answer: Done | Part | null): void {
    const held = this.#held?.find((candidate) => candidate.nth === nth);
    if (held === undefined) return;
    if (answer === null) {
      held.answer = null;
      this.#flush();
    } else {
      this.#salvage = { held, answer, values: [], missing: [] };
      this.#endSalvage();
    }
  }

  #addValue(value: { list: [unknown] } | null): void {
    const salvage = this.#salvage;
    if (salvage === null) return;
    if (value === null) salvage.missing.push(salvage.values.length);
    salvage.values.push(value?.list[0]);
    this.#endSalvage();
  }

  #endSalvage(): void {
    const salvage = this.#salvage;
    if (salvage === null || salvage.values.length < packedCount(salvage.answer.values)) return;
    const { held, answer, values, missing } = salvage;
    this.#salvage = null;
    const from = answer.from ?? 0;
    const bad = missing.map((index): FailedItem => ({ index: from + index, error: unreadableResult }));
    const failures = [...(answer.failures ?? []), ...bad].sort((a, b) => a.index - b.index);
    held.answer = { ...answer, values: { list: values }, ...(failures.length > 0 && { failures }) };
    this.#flush();
  }

  /** Delivers the messages that no longer wait. */
  #flush(): void {
    for (let held = this.#held?.[0]; held !== undefined; held = this.#held?.[0]) {
      if (held.asked && held.answer === undefined) return;
      this.#held?.shift();
      const { answer, message } = held;
      if (answer === null) this.#source.events.message({ type: 'lostAnswer' });
      else if (answer !== undefined) this.#source.settle(answer, message);
      else if (message !== null && !this.#source.deliver(message)) {
        held.asked = true;
        this.#held?.unshift(held);
        this.#source.ask(held.nth);
      }
    }
    this.#held = null;
  }

  /** Ends the reading: the worker has ended and sends nothing again. */
  end(): void {
    for (const held of this.#held ?? []) if (held.asked) held.answer ??= null;
    this.#flush();
    // The messages after it may be unreadable as well.
    if (this.#held !== null) this.end();
  }
}

/** Returns whether the message is for the pool and not only for its link. */
export function isForPool(message: FromWorker): message is Exclude<WorkerMessage, { type: 'lostAnswer' }> {
  return !['bell', 'sealed', 'salvage', 'value', 'fence', 'ending'].includes(message.type);
}

/** Returns the run whose next item is about to start, if the message says so. */
function startedBatch(message: FromWorker | ShortDone | null): number | null {
  return message === null || isShort(message) || message.type !== 'part' ? null : message.batch;
}

const unreadableResult = errorToData(
  new DataCloneError(
    `The result cannot be read outside of its worker: it is nested too deeply, or holds something that cannot be sent ` +
      `between processes, such as a WebAssembly.Module. Return flat, plain data, or use a pool of threads.`,
  ),
  () => false,
);
