import { nowMs } from '../../multiprocessing/clock.ts';

/** Maximum share of the budget for detecting memory that calls retain. */
const GROWTH_SHARE = 0.05;
const MOST_GROWTH_MS = 500;
/**
 * Share of the budget for measuring the function's memory bandwidth, and the smallest budget with such a measurement.
 */
const MEMORY_SHARE = 0.1;
const MOST_MEMORY_MS = 1_500;
const SHORT_BUDGET_MS = 8_000;
/** Maximum share of the budget for all final observations except that of memory bandwidth. */
const LOOK_SHARE = 0.25;

/** Maximum share of the budget for digesting the items or results of one pass. */
const DIGEST_SHARE = 0.03;

/** The run's budget: time spent, time left, and progress events. */
export class RunClock {
  readonly startedAtMs = nowMs();
  private readonly budgetMs: number;
  private readonly onProgress: (fraction: number, leftMs: number) => void;

  constructor(budgetSeconds: number, onProgress: (fraction: number, leftMs: number) => void) {
    this.budgetMs = budgetSeconds * 1_000;
    this.onProgress = onProgress;
  }

  /** Negative if the budget is overdrawn. */
  leftMs(): number {
    return this.budgetMs - (nowMs() - this.startedAtMs);
  }

  /** Maximum time for detecting memory that calls retain, in ms. */
  get growthMs(): number {
    return Math.min(MOST_GROWTH_MS, GROWTH_SHARE * this.budgetMs);
  }

  /** Maximum time for running the function alongside memory streams, in ms; 0 for a short budget. */
  get memoryMs(): number {
    return this.budgetMs < SHORT_BUDGET_MS ? 0 : Math.min(MOST_MEMORY_MS, MEMORY_SHARE * this.budgetMs);
  }

  /** Time for digesting the items or results of one pass, in ms. */
  get digestMs(): number {
    return DIGEST_SHARE * this.budgetMs;
  }

  /**
   * @param looksMs final observations expected after the rounds; the reserve for them has a limited share of the budget
   * @param memoryMs the measurement of memory bandwidth
   */
  leftForRoundsMs(looksMs: number, memoryMs: number): number {
    return this.leftMs() - Math.min(looksMs, LOOK_SHARE * this.budgetMs) - memoryMs;
  }

  reportProgress(): void {
    this.emit(Math.max(0, this.leftMs()));
  }

  /** Updates the remaining time during the first serial pass, based on the share of finished items. */
  noteItem(item: number, count: number, isFirstPass: boolean): void {
    if (count === 0 || item === 0 || !isFirstPass) return;
    const elapsedMs = nowMs() - this.startedAtMs;
    // The rest of this pass, and as much again for everything compared to it.
    this.emit(Math.max((elapsedMs * (count - item)) / item + elapsedMs, this.leftMs()));
  }

  private emit(leftMs: number): void {
    const elapsedMs = nowMs() - this.startedAtMs;
    this.onProgress(elapsedMs / (elapsedMs + leftMs), leftMs);
  }
}
