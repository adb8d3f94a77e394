import type { Configuration } from '../../model/plan.ts';
import { nowMs } from '../../multiprocessing/clock.ts';

/** Cores are sampled every 100 ms; a pass that is shorter than this is repeated for them. */
export const SAMPLED_MS = 600;
/** Of the budget, for looking whether calls leave memory behind. */
const GROWTH_SHARE = 0.05;
/** Of the budget, for looking how much memory bandwidth the function needs; not in budgets below this. */
const MEMORY_SHARE = 0.08;
const MOST_MEMORY_MS = 1_500;
const SHORT_BUDGET_MS = 8_000;
/** Of the budget at most, for the last look at everybody. */
const LOOK_SHARE = 0.3;

/** Of the budget at most, for digesting the items or the results of a pass once. */
const DIGEST_SHARE = 0.03;

/** The run's budget: how much is spent, how much is left, and who wants to know. */
export class RunClock {
  readonly startedAtMs = nowMs();
  private readonly budgetMs: number;
  private readonly onProgress: (fraction: number, leftMs: number) => void;

  constructor(budgetSeconds: number, onProgress: (fraction: number, leftMs: number) => void) {
    this.budgetMs = budgetSeconds * 1_000;
    this.onProgress = onProgress;
  }

  /** Negative when the budget is overdrawn. */
  leftMs(): number {
    return this.budgetMs - (nowMs() - this.startedAtMs);
  }

  /** For looking whether calls leave memory behind. */
  get growthMs(): number {
    return GROWTH_SHARE * this.budgetMs;
  }

  /** For running the function alongside memory streams; nothing of a short budget. */
  get memoryMs(): number {
    return this.budgetMs < SHORT_BUDGET_MS ? 0 : Math.min(MOST_MEMORY_MS, MEMORY_SHARE * this.budgetMs);
  }

  /** For digesting the items or the results of a pass once. */
  get digestMs(): number {
    return DIGEST_SHARE * this.budgetMs;
  }

  /** Without the last look at the baseline and at the fastest of each strategy. */
  leftForRoundsMs(pools: readonly { configuration: Configuration }[]): number {
    const kinds = new Set(pools.map(({ configuration }) => configuration.strategy)).size;
    return (
      this.leftMs() - Math.min((1 + kinds) * SAMPLED_MS + this.growthMs + this.memoryMs, LOOK_SHARE * this.budgetMs)
    );
  }

  reportProgress(): void {
    this.emit(Math.max(0, this.leftMs()));
  }

  /** During the first serial pass, the remaining time is estimated from the share of finished items. */
  noteItem(item: number, count: number, isFirstPass: boolean): void {
    if (count === 0 || item === 0 || !isFirstPass) return;
    const elapsedMs = nowMs() - this.startedAtMs;
    // The rest of this pass, and as long again for everything that is measured against it.
    this.emit(Math.max((elapsedMs * (count - item)) / item + elapsedMs, this.leftMs()));
  }

  private emit(leftMs: number): void {
    const elapsedMs = nowMs() - this.startedAtMs;
    this.onProgress(elapsedMs / (elapsedMs + leftMs), leftMs);
  }
}
