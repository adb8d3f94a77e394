import type { Change, Judgement } from '../model/comparison.ts';
import type { Estimate } from '../model/report.ts';

/**
 * The ratio of two independent estimates with its 95 % interval, by the method of variance estimates recovery on the
 * logarithms (Zou and Donner, "Construction of confidence limits about effect measures: a general approach", Statistics in
 * Medicine 27, 2008), which keeps the skew of bootstrap intervals. With a = after, b = before and their limits L and U:
 *
 *     lower = a / b x exp(-sqrt(ln(a / aL)^2 + ln(bU / b)^2))
 *     upper = a / b x exp(+sqrt(ln(aU / a)^2 + ln(b / bL)^2))
 *
 * @returns `null` where a limit is not above zero, so that it has no logarithm
 */
export function ratioInterval(before: Estimate, after: Estimate): [number, number] | null {
  const limits = [before.value, ...before.ci95, after.value, ...after.ci95];
  if (!limits.every((limit) => Number.isFinite(limit) && limit > 0)) return null;
  const ratio = after.value / before.value;
  const below = Math.hypot(Math.log(after.value / after.ci95[0]), Math.log(before.ci95[1] / before.value));
  const above = Math.hypot(Math.log(after.ci95[1] / after.value), Math.log(before.value / before.ci95[0]));
  return [ratio * Math.exp(-below), ratio * Math.exp(above)];
}

/**
 * Judges the change of a number.
 * @param resolution the smallest relevant difference, as a share: smaller ones are noise, however narrow the interval
 * @param hasIntervals false if one of the estimates is from a single round
 */
export function compareEstimates(
  before: Estimate,
  after: Estimate,
  wanted: 'higher' | 'lower',
  resolution: number,
  hasIntervals: boolean,
): Change {
  const ratio = after.value / before.value;
  const ci95 = hasIntervals ? ratioInterval(before, after) : null;
  return { before, after, ratio, ci95, judgement: judge(ratio, ci95, wanted, resolution) };
}

function judge(
  ratio: number,
  ci95: [number, number] | null,
  wanted: 'higher' | 'lower',
  resolution: number,
): Judgement {
  if (!ci95) return 'unknown';
  const [low, high] = ci95;
  if ((low <= 1 && high >= 1) || Math.abs(Math.log(ratio)) <= Math.log1p(resolution)) return 'same';
  return ratio > 1 === (wanted === 'higher') ? 'better' : 'worse';
}
