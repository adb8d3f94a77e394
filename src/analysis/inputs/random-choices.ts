import { randomIndex, seededRandom, type Random } from '../../math/seeded-random.ts';

const words =
  'amber birch cedar delta ember fjord grove harbor iris jade kelp lumen maple nectar ocean pebble quartz river sierra tulip umber violet willow zephyr'.split(
    ' ',
  );

/** Pseudo-random choices that repeat with the same seed. */
export class RandomChoices {
  /** Returns a number from 0 (inclusive) to 1 (exclusive). */
  readonly share: Random;

  constructor(seed: number) {
    this.share = seededRandom(seed);
  }

  /** Returns an integer from `least` to `most`, both inclusive. */
  whole(least: number, most: number): number {
    return least + randomIndex(this.share, most - least + 1);
  }

  /** Returns one of the choices, which must not be empty. */
  one<Choice>(choices: readonly Choice[]): Choice {
    return choices[this.whole(0, choices.length - 1)] as Choice;
  }

  word(): string {
    return this.one(words);
  }
}
