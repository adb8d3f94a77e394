/**
 * A queue whose operations take constant time however long it is: `shift` of a long array moves all remaining elements.
 */
export class Fifo<T> {
  /** Values put back in front, in reverse order. */
  readonly #front: T[] = [];
  #back: (T | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#front.length + this.#back.length - this.#head;
  }

  push(value: T): void {
    this.#back.push(value);
  }

  /** Puts a value in front of all others. */
  unshift(value: T): void {
    this.#front.push(value);
  }

  /** Returns the first value without removing it. */
  peek(): T | undefined {
    return this.#front.at(-1) ?? this.#back[this.#head];
  }

  /** Removes and returns the first value. */
  shift(): T | undefined {
    if (this.#front.length > 0) return this.#front.pop();
    const value = this.#back[this.#head];
    if (this.#head === this.#back.length) return undefined;
    // The queue must not keep a removed value alive.
    this.#back[this.#head++] = undefined;
    if (this.#head === this.#back.length) this.#back = [];
    else if (this.#head > 1024 && this.#head * 2 > this.#back.length) this.#back = this.#back.slice(this.#head);
    else return value;
    this.#head = 0;
    return value;
  }

  /** Removes and returns all values in order. */
  takeAll(): T[] {
    const values = [...this.#front.toReversed(), ...(this.#back.slice(this.#head) as T[])];
    this.#front.length = 0;
    this.#back = [];
    this.#head = 0;
    return values;
  }
}
