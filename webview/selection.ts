import type { Report, StrategyResult } from '../src/model/report.ts';

/** The strategy that the closer views are about; the person may choose another. */
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

  /** Shows the chosen strategy now and after each change; `signal` of one showing is aborted before the next. */
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

/** The strategy the verdict speaks of: the recommended one, else the fastest; `null` when nothing was measured. */
export function headlineStrategy(report: Report): StrategyResult | null {
  const { recommendation, strategies } = report;
  const recommended = strategies.find(
    (strategy) => strategy.name === recommendation?.strategy && strategy.workers === recommendation.workers,
  );
  const fastest = [...strategies].sort((a, b) => b.speedup.value - a.speedup.value)[0];
  return recommended ?? fastest ?? null;
}

/** What the closer views begin with: the headline strategy, or the fastest pool when the advice is to stay serial. */
export function initialStrategy(report: Report): StrategyResult | null {
  const headline = headlineStrategy(report);
  if (headline && headline.name !== 'serial') return headline;
  const pools = report.strategies.filter((strategy) => strategy.name !== 'serial');
  return pools.sort((a, b) => b.speedup.value - a.speedup.value)[0] ?? headline;
}
