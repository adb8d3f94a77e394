import type {
  ComparedRun,
  Comparison,
  StrategyComparison,
  TaskSummary,
  UnmatchedStrategy,
} from '../model/comparison.ts';
import type { DescribedFinding } from '../model/finding.ts';
import { chunkSizeOf, type Estimate, type Report, type StrategyResult } from '../model/report.ts';
import { checkChunkSizes, checkComparable, checkUniform, describeMachine } from './check-comparable.ts';
import { compareEstimates } from './compare-estimates.ts';
import { describeInputs } from './describe-inputs.ts';
import { findHeadline } from './find-headline.ts';
import { judgeComparison, writeComparison } from './write-comparison.ts';

/**
 * Compares two reports, the earlier one first. Strategies are paired by name, workers and chunk size, else by name and
 * workers; see `compareEstimates` for the formulas. A difference counts from half the requested precision, since the
 * intervals were not required to be narrower.
 */
export function compareReports(before: Report, after: Report): Comparison {
  const resolution = Math.max(before.plan.precision, after.plan.precision) / 2;
  const pairs = pairStrategies(before.strategies, after.strategies);
  const strategies = pairs.map(([was, is]) =>
    compareStrategies(was, is, before.inputs.count, after.inputs.count, resolution),
  );
  const headline = pickHeadline(before, after, pairs);
  const facts = { strategies, headline };
  const isValid = before.confidence !== 'invalid' && after.confidence !== 'invalid';
  return {
    version: 2,
    before: describeRun(before),
    after: describeRun(after),
    verdict: writeComparison({ ...facts, isValid }),
    judgement: isValid ? judgeComparison(facts) : 'unknown',
    headline,
    strategies,
    onlyBefore: unmatched(
      before.strategies,
      pairs.map(([was]) => was),
    ),
    onlyAfter: unmatched(
      after.strategies,
      pairs.map(([, is]) => is),
    ),
    findings: {
      appeared: missingIn(before.findings, after.findings),
      gone: missingIn(after.findings, before.findings),
    },
    warnings: [
      ...checkComparable(before, after),
      // Different items imply different default sizes, which another warning reports.
      ...(before.inputs.count === after.inputs.count ? checkChunkSizes(strategies) : []),
      ...checkUniform(strategies, before, after),
    ],
  };
}

type Pair = [before: StrategyResult, after: StrategyResult];

function pairStrategies(before: readonly StrategyResult[], after: readonly StrategyResult[]): Pair[] {
  const left = new Set(before);
  const partners = new Map<StrategyResult, StrategyResult>();
  const sameChunk = (was: StrategyResult, is: StrategyResult): boolean => chunkSizeOf(was) === chunkSizeOf(is);
  for (const fits of [sameChunk, () => true]) {
    for (const is of after) {
      if (partners.has(is)) continue;
      const partner = [...left].find((was) => was.name === is.name && was.workers === is.workers && fits(was, is));
      if (!partner) continue;
      left.delete(partner);
      partners.set(is, partner);
    }
  }
  return after.flatMap((is): Pair[] => {
    const was = partners.get(is);
    return was ? [[was, is]] : [];
  });
}

function compareStrategies(
  was: StrategyResult,
  is: StrategyResult,
  itemsBefore: number,
  itemsAfter: number,
  resolution: number,
): StrategyComparison {
  const hasIntervals = was.rounds.length > 1 && is.rounds.length > 1;
  return {
    name: is.name,
    workers: is.workers,
    chunkSize: { before: chunkSizeOf(was), after: chunkSizeOf(is) },
    itemMs: compareEstimates(perItem(was, itemsBefore), perItem(is, itemsAfter), 'lower', resolution, hasIntervals),
    speedup:
      is.name === 'serial' ? null : compareEstimates(was.speedup, is.speedup, 'higher', resolution, hasIntervals),
    tasks: was.tasks && is.tasks ? { before: summarise(was.tasks), after: summarise(is.tasks) } : null,
    doubts: [...new Set([was, is].flatMap((result) => (result.kind === 'baseline' ? [] : result.doubts)))],
  };
}

function perItem({ wallMs }: StrategyResult, count: number): Estimate {
  const items = Math.max(1, count);
  const [low, high] = wallMs.ci95;
  return { value: wallMs.median / items, ci95: [low / items, high / items] };
}

function summarise({ p50Ms, p95Ms, maxMs }: TaskSummary): TaskSummary {
  return { p50Ms, p95Ms, maxMs };
}

/** Returns the subject of the later report, else of the earlier one, else the best configuration that both measured. */
function pickHeadline(before: Report, after: Report, pairs: readonly Pair[]): number | null {
  const [is, was] = [findHeadline(after), findHeadline(before)];
  const found = [pairs.findIndex((pair) => pair[1] === is), pairs.findIndex((pair) => pair[0] === was)].find(
    (position) => position >= 0,
  );
  if (found !== undefined) return found;
  const [best] = pairs
    .map(([, result], position) => ({ position, speedup: result.speedup.value }))
    .sort((a, b) => b.speedup - a.speedup);
  return best?.position ?? null;
}

function unmatched(all: readonly StrategyResult[], paired: readonly StrategyResult[]): UnmatchedStrategy[] {
  return all
    .filter((result) => !paired.includes(result))
    .map((result) => ({
      name: result.name,
      workers: result.workers,
      chunkSize: chunkSizeOf(result),
      speedup: result.speedup.value,
    }));
}

/**
 * Returns findings of `there` without a counterpart in `here`. Findings about the measurement itself vary between runs.
 */
function missingIn(here: readonly DescribedFinding[], there: readonly DescribedFinding[]): DescribedFinding[] {
  const known = new Set(here.map(identify));
  return there.filter((finding) => finding.origin !== 'validity' && !known.has(identify(finding)));
}

/** Identifies a finding: lines change with edits and numbers with runs, but the names in a static finding do not. */
function identify({ code, args, origin }: DescribedFinding): string {
  const names = origin === 'static' ? Object.values(args).filter((value) => typeof value === 'string') : [];
  return [code, ...names].join('\n');
}

function describeRun(report: Report): ComparedRun {
  const { target, machine, outcome } = report;
  return {
    file: target.file,
    name: target.name,
    startedAt: report.startedAt,
    commit: report.commit ?? null,
    status: outcome.status,
    confidence: report.confidence,
    verdict: report.verdict,
    inputs: describeInputs(report.inputs),
    machine: machine && describeMachine(machine),
    nodeVersion: machine?.nodeVersion ?? null,
  };
}
