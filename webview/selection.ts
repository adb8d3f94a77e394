import type { Report, StrategyResult } from '../src/model/report.ts';
import { findHeadline } from '../src/report/find-headline.ts';

/** The strategy that the detail views show. The user can select another. */
export class Selection {
  #chosen: StrategyResult;
  readonly #listeners = new Set<(chosen: StrategyResult) => void>();

  constructor(chosen: StrategyResult) {
    this.#chosen = chosen;
  }

  get chosen(): StrategyResult {
    return this.#chosen;
  }

  choose(strategy: StrategyResult): void {
    if (strategy === this.#chosen) return;
    this.#chosen = strategy;
    for (const listener of this.#listeners) listener(strategy);
  }

  onChange(listener: (chosen: StrategyResult) => void, signal: AbortSignal): void {
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener));
  }

  /**
   * Calls `show` with the selected strategy, now and after each change. Its `signal` is aborted before the next call.
   */
  follow(show: (chosen: StrategyResult, signal: AbortSignal) => void, signal: AbortSignal): void {
    let showing = new AbortController();
    const showNext = (chosen: StrategyResult): void => {
      showing.abort();
      showing = new AbortController();
      show(chosen, showing.signal);
    };
    this.onChange(showNext, signal);
    signal.addEventListener('abort', () => showing.abort());
    showNext(this.#chosen);
  }
}

/** Returns the initial selection of the detail views: the subject of the verdict, or else the baseline. */
export function initialStrategy(report: Report): StrategyResult | null {
  return findHeadline(report) ?? report.strategies[0] ?? null;
}
