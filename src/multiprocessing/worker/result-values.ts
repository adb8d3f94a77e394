import { isInt32, packTexts, shortestPacked, type Packed } from '../wire/packed-values.ts';

/**
 * Results of a run as they arrive. Numbers are written directly to the block that is sent: growing a list and scanning
 * it again takes longer than a short task.
 */
export class ResultValues {
  readonly #most: number;
  #numbers: Int32Array | Float64Array | null = null;
  #list: unknown[] = [];
  /** Number of values. */
  length = 0;

  /** @param most maximum number of values; with 0 no block is created */
  constructor(most: number) {
    this.#most = most;
  }

  push(value: unknown): void {
    const numbers = this.#numbers;
    if (typeof value === 'number' && numbers !== null && (numbers instanceof Float64Array || isInt32(value))) {
      numbers[this.length++] = value;
    } else if (this.length === 0 && typeof value === 'number' && this.#most >= shortestPacked) {
      this.#numbers = isInt32(value) ? new Int32Array(this.#most) : new Float64Array(this.#most);
      this.#numbers[this.length++] = value;
    } else {
      if (numbers !== null) this.#widen(value);
      if (this.#numbers === null) this.#list.push(value);
      else this.#numbers[this.length] = value as number;
      this.length++;
    }
  }

  /** Replaces a block that cannot hold the value by one that can, or by the list. */
  #widen(value: unknown): void {
    const numbers = this.#numbers ?? [];
    if (typeof value === 'number') {
      this.#numbers = new Float64Array(this.#most);
      this.#numbers.set(numbers);
      return;
    }
    for (let index = 0; index < this.length; index++) this.#list.push(numbers[index]);
    this.#numbers = null;
  }

  /** Removes and returns the values. */
  take(): Packed {
    const { length } = this;
    const numbers = this.#numbers;
    const list = this.#list;
    this.#numbers = null;
    this.#list = [];
    this.length = 0;
    if (numbers === null) return (length < shortestPacked ? null : packTexts(list, 0, length)) ?? { list };
    if (length < shortestPacked) return { list: [...numbers.subarray(0, length)] };
    return { numbers: length === numbers.length ? numbers : numbers.slice(0, length) };
  }
}
