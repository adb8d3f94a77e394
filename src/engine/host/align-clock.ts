/** A job by two clocks: that of the program that sent it, and that of the machine that ran it. In ms. */
export interface TwoClocks {
  /** By the caller's clock. */
  sentMs: number;
  answeredMs: number;
  /** By the worker's clock. */
  receivedMs: number;
  postedMs: number;
}

/**
 * Returns by how much the caller's clock is ahead of the clock of a worker's machine, in ms. A job is received after it was
 * sent and answered after it was posted, which bounds the difference on both sides; the middle is returned, as in NTP
 * (RFC 5905, section 8), but between the tightest bounds of all jobs.
 */
export function clockAheadMs(jobs: readonly TwoClocks[]): number {
  let [low, high] = [-Infinity, Infinity];
  for (const { sentMs, answeredMs, receivedMs, postedMs } of jobs) {
    low = Math.max(low, sentMs - receivedMs);
    high = Math.min(high, answeredMs - postedMs);
  }
  return Number.isFinite(low) && Number.isFinite(high) ? (low + high) / 2 : 0;
}
