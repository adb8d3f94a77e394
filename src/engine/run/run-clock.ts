import { nowMs } from '../../multiprocessing/clock.ts';

/** Of the budget at most, for looking whether calls leave memory behind. */
const GROWTH_SHARE = 0.05;
const MOST_GROWTH_MS = 500;
/** Of the budget, for looking how much memory bandwidth the function needs; not in budgets below this. */
const MEMORY_SHARE = 0.1;
const MOST_MEMORY_MS = 1_500;
const SHORT_BUDGET_MS = 8_000;
/** Of the budget at most, for all last looks but that at the memory. */
const LOOK_SHARE = 0.25;

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

  /** The most for looking whether calls leave memory behind. */
  get growthMs(): number {
    return Math.min(MOST_GROWTH_MS, GROWTH_SHARE * this.budgetMs);
  }

  /** The most for running the function alongside memory streams; nothing of a short budget. */
  get memoryMs(): number {
    return this.budgetMs < SHORT_BUDGET_MS ? 0 : Math.min(MOST_MEMORY_MS, MEMORY_SHARE * this.budgetMs);
  }

  /** For digesting the items or the results of a pass once. */
  get digestMs(): number {
    return DIGEST_SHARE * this.budgetMs;
  }

  /**
   * @param looksMs last looks that are expected after the rounds; a reserve for them takes a limited share of the budget
   * @param memoryMs the look at the memory
   */
  leftForRoundsMs(looksMs: number, memoryMs: number): number {
    return this.leftMs() - Math.min(looksMs, LOOK_SHARE * this.budgetMs) - memoryMs;
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
