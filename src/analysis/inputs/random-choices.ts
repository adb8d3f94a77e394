import { randomIndex, seededRandom, type Random } from '../../math/seeded-random.ts';

const words =
  'amber birch cedar delta ember fjord grove harbor iris jade kelp lumen maple nectar ocean pebble quartz river sierra tulip umber violet willow zephyr'.split(
    ' ',
  );

/** Choices that look random and are the same for the same seed. */
export class RandomChoices {
  /** From 0 up to, and without, 1. */
  readonly share: Random;

  constructor(seed: number) {
    this.share = seededRandom(seed);
  }

  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number {
    return least + randomIndex(this.share, most - least + 1);
  }

  /** One of the choices; there must be one. */
  one<Choice>(choices: readonly Choice[]): Choice {
    return choices[this.whole(0, choices.length - 1)] as Choice;
  }

  word(): string {
    return this.one(words);
  }
}
