/** A queue that gives the entry with the smallest time first: a binary heap over two flat arrays. */
export class EarliestFirst {
  readonly #times: number[] = [];
  readonly #values: number[] = [];

  get size(): number {
    return this.#times.length;
  }

  push(time: number, value: number): void {
    let hole = this.#times.length;
    this.#times.push(time);
    this.#values.push(value);
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if ((this.#times[parent] ?? 0) <= time) break;
      this.#move(parent, hole);
      hole = parent;
    }
    this.#times[hole] = time;
    this.#values[hole] = value;
  }

  pop(): { time: number; value: number } {
    const time = this.#times[0];
    const value = this.#values[0];
    const lastTime = this.#times.pop();
    const lastValue = this.#values.pop();
    if (time === undefined || value === undefined || lastTime === undefined || lastValue === undefined) {
      throw new RangeError('Expected an entry to take from the queue, found it empty.');
    }
    const size = this.#times.length;
    let hole = 0;
    if (size > 0) {
      for (;;) {
        let child = 2 * hole + 1;
        if (child >= size) break;
        if (child + 1 < size && (this.#times[child + 1] ?? 0) < (this.#times[child] ?? 0)) child++;
        if ((this.#times[child] ?? 0) >= lastTime) break;
        this.#move(child, hole);
        hole = child;
      }
      this.#times[hole] = lastTime;
      this.#values[hole] = lastValue;
    }
    return { time, value };
  }

  #move(from: number, to: number): void {
    this.#times[to] = this.#times[from] ?? 0;
    this.#values[to] = this.#values[from] ?? 0;
  }
}
