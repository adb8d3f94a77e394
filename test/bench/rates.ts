import { median } from '../../src/math/median.ts';

/** Rates per contender and round. */
export class Rates {
  readonly #all = new Map<string, number[]>();
  readonly #warm = new Set<string>();

  add(name: string, rate: number): void {
    const list = this.#all.get(name) ?? [];
    if (this.#warm.has(name)) list.push(rate);
    this.#warm.add(name);
    this.#all.set(name, list);
  }

  /** @param times how often, of which the best counts */
  async time(name: string, count: number, run: () => unknown, times = 1): Promise<void> {
    let bestMs = Infinity;
    for (let time = 0; time < times; time++) {
      const startedMs = performance.now();
      await run();
      bestMs = Math.min(bestMs, performance.now() - startedMs);
    }
    this.add(name, count / bestMs);
  }

  median(name: string): number {
    return median(this.#all.get(name) ?? []);
  }

  /** Median of the ratios of the same round: drift of the machine hits both alike. */
  ratio(a: string, b: string): number {
    const others = this.#all.get(b) ?? [];
    return median((this.#all.get(a) ?? []).map((rate, round) => rate / (others[round] ?? NaN)));
  }

  print(): void {
    for (const name of this.#all.keys())
      console.log(`    ${name.padEnd(26)} ${this.median(name).toFixed(1)} tasks per ms`);
  }
}
