/** A queue in which every step takes the same time however long it is: `shift` of a long array moves all that is left. */
export class Fifo<T> {
  /** Put back in front, the first one last. */
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

  /** The first value, which stays. */
  peek(): T | undefined {
    return this.#front.at(-1) ?? this.#back[this.#head];
  }

  /** Takes the first value out. */
  shift(): T | undefined {
    if (this.#front.length > 0) return this.#front.pop();
    const value = this.#back[this.#head];
    if (this.#head === this.#back.length) return undefined;
    // The queue must not keep alive what it has given away.
    this.#back[this.#head++] = undefined;
    if (this.#head === this.#back.length) this.#back = [];
    else if (this.#head > 1024 && this.#head * 2 > this.#back.length) this.#back = this.#back.slice(this.#head);
    else return value;
    this.#head = 0;
    return value;
  }

  /** Takes all values out, in order. */
  takeAll(): T[] {
    const values = [...this.#front.toReversed(), ...(this.#back.slice(this.#head) as T[])];
    this.#front.length = 0;
    this.#back = [];
    this.#head = 0;
    return values;
  }
}
