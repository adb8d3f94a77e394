import type { Round } from '../../model/measurement.ts';

/**
 * A quick estimate of how wide the 95 % interval of a speedup is, as a share of its median: enough to decide whether
 * another round is worth its time. The report makes its own, by bootstrap. `Infinity` below three pairs.
 */
export function relativeIntervalWidth(serial: readonly Round[], rounds: readonly Round[]): number {
  const byIndex = new Map(serial.map((round) => [round.index, round.wallMs]));
  const ratios = rounds.flatMap((round) => {
    const base = byIndex.get(round.index);
    return base === undefined || round.wallMs <= 0 ? [] : [base / round.wallMs];
  });
  if (ratios.length < 3) return Number.POSITIVE_INFINITY;
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  const variance = ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0) / (ratios.length - 1);
  // 1.25: the standard error of a median over that of a mean, for normal errors.
  return (2 * 1.96 * 1.25 * Math.sqrt(variance / ratios.length)) / mean;
}
