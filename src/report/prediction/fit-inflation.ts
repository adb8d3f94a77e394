/** How much longer tasks took in a pool of so many workers than in the serial run. */
export interface InflationPoint {
  workers: number;
  inflation: number;
  /** Standard error as a share of the value. */
  relativeError: number;
}

/** Slowdown per further worker, as a share, with its standard error. */
export interface Contention {
  share: number;
  error: number;
}

export interface InflationLaw {
  /** Inflation with one worker. */
  inflation: number;
  /** Per further worker, as a share; not negative. */
  contention: number;
  inflationError: number;
  contentionError: number;
}

/** What is believed to be known at best: replicas alone differ by a few per cent. */
const LEAST_ERROR = 0.01;

/**
 * Fits inflation(W) = inflation x (1 + contention x (W - 1)), the contention term of Gunther's Universal Scalability Law,
 * by least squares weighted with the errors. Measurements that only became faster with more workers give no contention.
 * @param usual contention to assume where a single worker count was measured
 */
export function fitInflation(
  points: readonly InflationPoint[],
  usual: Contention = { share: 0, error: 0 },
): InflationLaw {
  let weightSum = 0;
  let x = 0;
  let y = 0;
  const weighted = points.map((point) => {
    const error = Math.max(LEAST_ERROR, point.relativeError) * point.inflation;
    const weight = 1 / error ** 2;
    weightSum += weight;
    x += weight * (point.workers - 1);
    y += weight * point.inflation;
    return { x: point.workers - 1, y: point.inflation, weight };
  });
  const meanX = x / weightSum;
  const meanY = y / weightSum;
  let xx = 0;
  let xy = 0;
  for (const point of weighted) {
    xx += point.weight * (point.x - meanX) ** 2;
    xy += point.weight * (point.x - meanX) * (point.y - meanY);
  }
  const level = { inflation: meanY, contention: 0, inflationError: Math.sqrt(1 / weightSum), contentionError: 0 };
  if (xx === 0) {
    const within = 1 + usual.share * meanX;
    return {
      inflation: meanY / within,
      contention: usual.share,
      inflationError: level.inflationError / within,
      contentionError: usual.error,
    };
  }
  const slope = xy / xx;
  const intercept = meanY - slope * meanX;
  if (!(slope > 0) || !(intercept > 0)) return { ...level, contentionError: Math.sqrt(1 / xx) / meanY };
  return {
    inflation: intercept,
    contention: slope / intercept,
    inflationError: Math.sqrt(1 / weightSum + meanX ** 2 / xx),
    contentionError: Math.sqrt(1 / xx) / intercept,
  };
}
