/** A typical value with its 95% interval. */
export interface Estimate {
  value: number;
  /** [low, high] */
  ci95: [number, number];
}
