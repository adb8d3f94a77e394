import { packedCount, packedValues } from '../wire/packed-values.ts';
import type { Done, FromWorker, OneValue, Part, ToWorker } from '../wire/protocol.ts';
import { isRisky } from '../wire/sealing.ts';
import { expandDone, isShort, type ShortDone } from '../wire/short-message.ts';

/** How long answers are kept before the parent is asked whether it has read them. */
const fenceAfterMs = 20;
/** Number of kept answers at which it is asked immediately. */
const mostKept = 64;

// The user's code may replace the global.
const startTimer = setTimeout;

/**
 * Answers that contain objects, kept until the parent has read them: it may be unable to, and a task must not run
 * twice. Numbers and strings can always be read and are not kept. An object that the task changes after returning it is
 * sent in its later state.
 */
export class KeptAnswers {
  readonly #post: (message: FromWorker) => void;
  readonly #oneValue: (value: unknown) => OneValue;
  /** Messages posted so far. */
  #count = 0;
  #kept: { nth: number; answer: ShortDone | Done | Part }[] = [];
  #fenced = false;
  #timed = false;

  /** @param post must report each posted message to `sent` */
  constructor(post: (message: FromWorker) => void, oneValue: (value: unknown) => OneValue) {
    this.#post = post;
    this.#oneValue = oneValue;
  }

  /** Counts a message that was posted; `answer` is its content if that differs from the message. */
  sent(message: FromWorker | ShortDone, answer: FromWorker | ShortDone = message): void {
    this.#count++;
    if (isShort(answer)) {
      if (typeof answer[2] === 'object' && answer[2] !== null) this.#keep(answer);
    } else if ((answer.type === 'done' || answer.type === 'part') && isRisky(answer.values)) this.#keep(answer);
  }

  #keep(answer: ShortDone | Done | Part): void {
    this.#kept.push({ nth: this.#count, answer });
    if (this.#fenced) return;
    if (this.#kept.length >= mostKept) this.#fence();
    else if (!this.#timed) this.#fenceLater();
  }

  #fenceLater(): void {
    this.#timed = true;
    startTimer(() => {
      this.#timed = false;
      if (!this.#fenced && this.#kept.length > 0) this.#fence();
    }, fenceAfterMs).unref();
  }

  #fence(): void {
    this.#fenced = true;
    this.#post({ type: 'fence', nth: this.#count });
  }

  /** Handles a message about answers. Returns whether it was one. */
  receive(message: Exclude<ToWorker, { type: 'start' }>): boolean {
    if (message.type === 'read') {
      this.#fenced = false;
      this.#kept = this.#kept.filter(({ nth }) => nth > message.nth);
      if (this.#kept.length > 0 && !this.#timed) this.#fenceLater();
      return true;
    }
    if (message.type !== 'unread') return false;
    this.#resend(message.nth);
    return true;
  }

  #resend(nth: number): void {
    const kept = this.#kept.find((candidate) => candidate.nth === nth);
    if (kept === undefined) {
      this.#post({ type: 'salvage', nth, answer: null });
      return;
    }
    const answer = expandDone(kept.answer) as Done | Part;
    const count = packedCount(answer.values);
    this.#post({ type: 'salvage', nth, answer: { ...answer, values: { same: undefined, count } } });
    const values = packedValues(answer.values);
    for (let index = 0; index < count; index++) this.#postValue(values[index]);
  }

  #postValue(value: unknown): void {
    try {
      this.#post({ type: 'value', values: this.#oneValue(value) });
    } catch {
      // Its buffers were moved with the first answer.
      this.#post({ type: 'value', values: { gone: true } });
    }
  }
}
