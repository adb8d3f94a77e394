import type { Turn } from './turn.ts';

const entries = 64;

/** How many words a tally takes in an object's state: whether it still counts, then pairs of participant and count. */
export const tallyWords = 1 + 2 * entries;

/**
 * Counts the units that each participant has taken and not returned, to distinguish a dead holder from a slow one. It
 * stops counting permanently when a participant returns more than it took: the object is then a signal between workers,
 * and its units have no holder.
 */
export class Tally {
  readonly #turn: Turn;
  readonly #at: number;

  constructor(turn: Turn, at: number) {
    this.#turn = turn;
    this.#at = at;
  }

  take(): void {
    this.#add(1);
  }

  giveBack(): void {
    this.#add(-1);
  }

  /** Returns a dead participant with units not returned, 0 if there is none. */
  findDead(): number {
    if (this.#turn.at(this.#at) !== 0) return 0;
    for (let i = 0; i < entries; i++) {
      const participant = this.#turn.at(this.#at + 1 + 2 * i);
      if (this.#turn.isDead(participant)) return participant;
    }
    return 0;
  }

  /** Writes off the units of a dead participant. Returns how many there were. */
  forgive(participant: number): number {
    for (let i = 0; i < entries; i++) {
      const at = this.#at + 1 + 2 * i;
      if (this.#turn.at(at) !== participant) continue;
      const owed = this.#turn.at(at + 1);
      this.#turn.state[at] = 0;
      this.#turn.state[at + 1] = 0;
      return owed;
    }
    return 0;
  }

  #add(change: number): void {
    const { state, actor } = this.#turn;
    let free = -1;
    for (let i = 0; i < entries; i++) {
      const at = this.#at + 1 + 2 * i;
      const participant = this.#turn.at(at);
      if (participant === actor) {
        state[at + 1] = this.#turn.at(at + 1) + change;
        if (state[at + 1] === 0) state[at] = 0;
        return;
      }
      if (participant === 0 && free < 0) free = at;
    }
    if (change < 0 || free < 0) {
      state[this.#at] = 1;
      return;
    }
    state[free] = actor;
    state[free + 1] = change;
  }
}
