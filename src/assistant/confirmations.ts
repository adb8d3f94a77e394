import { randomUUID } from 'node:crypto';

/** Tokens that wait for a confirmation; the oldest goes first. */
const MOST_OPEN = 64;

/** Hands out a token for each run that may be confirmed. A token is good for one run of exactly the code that was shown. */
export class Confirmations {
  readonly #open = new Map<string, string>();

  /** @param digest of the run that is shown to the user */
  issue(digest: string): string {
    const token = randomUUID();
    this.#open.set(token, digest);
    for (const oldest of [...this.#open.keys()].slice(0, -MOST_OPEN)) this.#open.delete(oldest);
    return token;
  }

  /** Returns whether the token was issued for this run, and takes it back. */
  redeem(token: string, digest: string): boolean {
    const expected = this.#open.get(token);
    this.#open.delete(token);
    return expected === digest;
  }
}
