/** Serial task times of any range of items, for any number of items. */
export interface TaskPattern {
  items: number;
  /** Sum of the serial task times of the items `from` up to, not including, `to`. */
  sumMs(from: number, to: number): number;
}

/**
 * @param sampleMs task times in input order; a sample of them when there are many, then each stands for its neighbours
 * @param measuredItems items that the sample stands for
 * @param items items wanted: fewer are picked evenly, more go through the measured ones again and again
 */
export function taskPattern(sampleMs: readonly number[], measuredItems: number, items: number): TaskPattern {
  const sums = new Float64Array(sampleMs.length + 1);
  sampleMs.forEach((ms, index) => {
    sums[index + 1] = (sums[index] ?? 0) + ms;
  });
  const total = sums[sampleMs.length] ?? 0;
  const period = Math.min(items, measuredItems);
  // One item covers this many samples: below 1 for a sample of a large run, above 1 when items are picked.
  const samplesPerItem = sampleMs.length / Math.max(1, period);

  const upTo = (item: number): number => {
    const passes = Math.floor(item / period);
    const position = Math.min((item - passes * period) * samplesPerItem, sampleMs.length);
    const whole = Math.floor(position);
    const part = (position - whole) * (sampleMs[whole] ?? 0);
    return (passes * total + (sums[whole] ?? total) + part) / samplesPerItem;
  };
  return { items, sumMs: (from, to) => (period > 0 ? upTo(to) - upTo(from) : 0) };
}
