import type { FindingCode } from '../../src/model/finding.ts';
import { formatText } from '../../src/report/formats/format-text.ts';
import { findOutcomeDisagreements } from './find-outcome-disagreements.ts';
import { findPartDisagreements } from './find-part-disagreements.ts';
import { MARGIN } from '../../src/report/recommend.ts';
import { joinVerdict } from '../../src/report/write-verdict.ts';
import { chunkSizeOf, type PoolResult, type Report } from '../../src/model/report.ts';

/** Relative difference that rounding in JSON and sums of thousands of floating-point numbers may leave. */
const ROUNDING = 1e-6;
const FACTORS = 0.01;
const CAPACITY = 0.02;

/**
 * Every number of a report that does not follow from its neighbours, and every two statements that contradict each other;
 * none for a sound report. Works on the JSON alone, as a reader of `--format json` would.
 */
export function findDisagreements(report: Report): string[] {
  return [
    ...recompute(report),
    ...contradictions(report),
    ...findPartDisagreements(report),
    ...findOutcomeDisagreements(report),
  ];
}

function recompute(report: Report): string[] {
  const [serial, ...others] = report.strategies;
  if (!serial) return [];
  const found: string[] = [];
  const expect = (what: string, shown: number, computed: number, tolerance = ROUNDING): void => {
    const scale = Math.max(Math.abs(shown), Math.abs(computed), 1e-9);
    if (!(Math.abs(shown - computed) <= tolerance * scale)) found.push(`${what}: shown ${shown}, computed ${computed}`);
  };
  if (serial.kind !== 'baseline') found.push(`the first strategy is ${serial.name}, not the baseline`);
  const serialMs = serial.wallMs.median;
  const items = report.inputs.count;
  for (const result of others) {
    const chunkSize = chunkSizeOf(result);
    const which = `${result.name} ${result.workers}${chunkSize === null ? '' : `/${chunkSize}`}`;
    const { median, ci95 } = result.wallMs;
    expect(`${which}: serial time / time = speedup`, result.speedup.value, serialMs / median);
    expect(`${which}: least speedup`, result.speedup.ci95[0], serialMs / ci95[1]);
    expect(`${which}: most speedup`, result.speedup.ci95[1], serialMs / ci95[0]);
    if (!(result.speedup.ci95[0] <= result.speedup.value && result.speedup.value <= result.speedup.ci95[1]))
      found.push(`${which}: the interval ${result.speedup.ci95.join(' to ')} does not hold ${result.speedup.value}`);
    expect(`${which}: efficiency`, result.efficiency, result.speedup.value / result.workers);
    if (result.kind !== 'pool') continue;
    expect(`${which}: with start-up`, result.speedupWithStartup, serialMs / (median + result.startupMs));
    const gainMs = (serialMs - median) / items;
    expect(
      `${which}: break-even`,
      result.breakEvenItems ?? -1,
      gainMs > 0 && items > 0 ? Math.ceil(result.startupMs / gainMs) : -1,
      1e-3,
    );
    found.push(...recomputeAccount(result, which, expect, serialMs));
  }
  return found;
}

type Expect = (what: string, shown: number, computed: number, tolerance?: number) => void;

function recomputeAccount(result: PoolResult, which: string, expect: Expect, serialMs: number): string[] {
  const { factors, timeMs, workers, speedup } = result;
  if (factors) {
    const product = workers * factors.loadBalance * factors.communication * factors.computeScaling;
    expect(`${which}: workers x factors = speedup`, speedup.value, product, FACTORS);
  }
  if (!timeMs) return [];
  const { capacity, useful, inflated, cloneIn, cloneOut, dispatch, tail, gc, runQueueWait = 0 } = timeMs;
  expect(`${which}: capacity = workers x time`, capacity, workers * result.wallMs.median);
  expect(`${which}: useful = serial time`, useful, serialMs);
  expect(`${which}: parts = capacity`, useful + inflated + cloneIn + cloneOut + dispatch + tail, capacity, CAPACITY);
  return [
    ...(Math.min(cloneIn, cloneOut, dispatch, tail) < 0 ? [`${which}: a part of the time is negative`] : []),
    ...(gc > capacity * (1 + CAPACITY) ? [`${which}: more garbage collection than time`] : []),
    ...(runQueueWait > Math.max(0, inflated)
      ? [`${which}: more waiting for a core than execution was slowed down`]
      : []),
  ];
}

/** Codes that say opposite things about one strategy. */
const OPPOSITES: readonly (readonly [FindingCode, FindingCode])[] = [
  ['oversubscribed', 'starved-by-others'],
  ['one-long-task', 'unbalanced'],
  ['tasks-too-small', 'clone-dominates'],
];

function contradictions(report: Report): string[] {
  const { recommendation, prediction, findings } = report;
  const found: string[] = [];
  const advised = report.strategies.find(
    (result) =>
      result.name === recommendation?.strategy &&
      result.workers === recommendation.workers &&
      chunkSizeOf(result) === recommendation.chunkSize,
  );
  const isPool = recommendation !== null && recommendation.strategy !== 'serial';
  if (isPool && !advised) found.push(`${recommendation.strategy} ${recommendation.workers} is advised, not measured`);
  if (isPool && advised && advised.speedup.value !== recommendation.speedup)
    found.push(`advised for ${recommendation.speedup}x, measured ${advised.speedup.value}x`);
  const { conclusion } = report;
  const isEstimated = conclusion?.outcome === 'pays' && conclusion.quiet !== undefined;
  if (isPool && recommendation.speedup < 1 && !isEstimated)
    found.push('a strategy slower than the serial run is advised');
  for (const { cores, speedup, low, high, amdahl } of prediction) {
    if (!(low <= speedup && speedup <= high)) found.push(`prediction for ${cores} cores is outside its interval`);
    if (amdahl < speedup * (1 - ROUNDING)) found.push(`the Amdahl bound for ${cores} cores is below what is expected`);
  }
  if (
    advised &&
    // Predictions are for as many workers as cores.
    advised.workers <= (report.machine?.availableParallelism ?? 0) &&
    recommendation?.strategy !== 'async' &&
    recommendation?.strategy !== 'serial' &&
    prediction.length > 0 &&
    prediction.every(({ speedup }) => speedup < 1)
  )
    found.push('a pool is advised, and no number of cores is expected to make it faster');
  const codes = new Set(findings.map(({ code }) => code));
  for (const [one, other] of OPPOSITES) {
    const about = (code: FindingCode): string[] =>
      findings.flatMap(({ code: found, args }) =>
        found === code && 'strategy' in args ? [`${args.strategy} ${args.workers}`] : [],
      );
    const both = about(one).find((strategy) => about(other).includes(strategy));
    if (both !== undefined) found.push(`${both}: both ${one} and ${other}`);
  }
  const text = formatText(report, { colour: false, width: 100 });
  if (isPool && /No number of cores|keep it serial/i.test(text))
    found.push(`${recommendation.strategy} is advised beside advice to stay serial`);
  if (recommendation?.strategy === 'serial' && /\breaches \d/.test(joinVerdict(report.verdict)))
    found.push('the verdict speaks of a gain, and the advice is to stay serial');
  if (codes.has('io-bound') && codes.has('execution-slower')) found.push('tasks that wait are said to execute slower');
  if (
    report.confidence === 'high' &&
    findings.some(({ origin, severity }) => origin === 'validity' && severity === 'error')
  )
    found.push('confidence is high beside an error about validity');
  const kind = report.poolModels[0]?.kind;
  const best = Math.max(
    0,
    ...report.strategies.filter(({ name }) => name === kind).map(({ speedup }) => speedup.value),
  );
  if (text.includes('No number of cores') && best > 1)
    found.push(`no number of cores is said to help, and ${best}x was measured`);
  for (const finding of findings) {
    if (finding.code === 'no-gain-beyond-cores' && advised && advised.workers >= finding.args.workers)
      found.push(`${advised.workers} workers are advised, and ${finding.args.workers} are said to gain nothing`);
    if (finding.code === 'oversubscribed' && advised && advised.workers >= finding.args.workers) {
      const fewer = report.strategies.find(
        ({ kind, workers, rounds, results, failedItems, speedup }) =>
          kind === 'pool' &&
          workers < finding.args.workers &&
          speedup.ci95[1] >= MARGIN &&
          rounds.length >= advised.rounds.length &&
          results?.equal !== false &&
          failedItems === 0,
      );
      if (fewer) found.push(`${advised.workers} workers are advised, and as oversubscribed not`);
    }
    if (finding.code === 'one-long-task') {
      const bound = finding.args.bound;
      const beyond = report.strategies.find(({ speedup }) => speedup.ci95[0] > bound);
      if (beyond) found.push(`${beyond.name} ${beyond.workers} is faster than the bound ${bound}x of one long task`);
    }
    if (finding.code === 'startup-not-repaid') {
      const about = report.strategies.find(
        ({ name, workers }) => name === finding.args.strategy && workers === finding.args.workers,
      );
      if (about?.kind === 'pool' && about.speedupWithStartup >= 1)
        found.push('start-up is said not to be repaid, but it is');
    }
  }
  return found;
}
