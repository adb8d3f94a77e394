const words =
  'amber birch cedar delta ember fjord grove harbor iris jade kelp lumen maple nectar ocean pebble quartz river sierra tulip umber violet willow zephyr'.split(
    ' ',
  );

/** Choices that look random and are the same for the same seed. */
export class RandomChoices {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to, and without, 1: mulberry32, https://github.com/bryc/code/blob/master/jshash/PRNGs.md#mulberry32 */
  share(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.share() * (most - least + 1));
  }

  /** One of the choices; there must be one. */
  one<Choice>(choices: readonly Choice[]): Choice {
    return choices[this.whole(0, choices.length - 1)] as Choice;
  }

  word(): string {
    return this.one(words);
  }
}
