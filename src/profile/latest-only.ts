/** Result of a question that a newer one on the same channel replaced. */
export const superseded = Symbol('superseded');

/**
 * A channel for questions of which only the newest counts, such as those sent while the user types. A question aborts
 * the earlier one with the same key, so that the analysis stops working on an outdated text.
 */
export class LatestOnly {
  readonly #open = new Map<string, AbortController>();

  /**
   * Asks a question.
   * @param key such as the path of the file; questions with other keys are independent
   * @param question must pass on its signal
   * @returns `superseded` as soon as a newer question with the same key is asked
   */
  async ask<Answer>(
    key: string,
    question: (signal: AbortSignal) => Promise<Answer>,
  ): Promise<Answer | typeof superseded> {
    this.drop(key);
    const abort = new AbortController();
    this.#open.set(key, abort);
    try {
      const answer = await question(abort.signal);
      return abort.signal.aborted ? superseded : answer;
    } catch (error) {
      if (abort.signal.aborted) return superseded;
      throw error;
    } finally {
      if (this.#open.get(key) === abort) this.#open.delete(key);
    }
  }

  /** Drops the open question with this key, which then results in `superseded`. */
  drop(key: string): void {
    this.#open.get(key)?.abort();
  }
}
