import type { Audit } from '../model/audit.ts';
import type { CodeVersion } from '../model/code-version.ts';
import { machinesOf, type Farm } from '../model/farm.ts';
import type { Finding, FindingCode } from '../model/finding.ts';
import type { LineSamples } from '../model/hot-lines.ts';
import type { CeilingReadings, Machine, Measurement, MemoryReadings, Neighbour } from '../model/measurement.ts';
import type { Configuration, Plan } from '../model/plan.ts';
import {
  chunkSizeOf,
  type FarmReport,
  type Outcome,
  type ParallelResult,
  type Recommendation,
  type Report,
  type StrategyResult,
} from '../model/report.ts';
import { buildStrategyResults } from './build-strategy-result.ts';
import { condenseStrategies } from './condense-strategies.ts';
import { cpuShare } from './cpu-share.ts';
import { describeFinding, withMessage } from './describe-finding.ts';
import { estimateCeiling } from './estimate-ceiling.ts';
import { estimateMemory } from './estimate-memory.ts';
import { collapseFindings } from './findings/collapse-findings.ts';
import { coreUsages, meanCores } from './findings/find-disturbance.ts';
import { findInRun } from './findings/find-in-run.ts';
import type { RunFacts } from './findings/run-facts.ts';
import { withoutDisproved } from './findings/without-disproved.ts';
import { sortBySeverity } from './findings/sort-by-severity.ts';
import { findHeadline } from './find-headline.ts';
import { judgeConfidence, validityOf } from './judge-confidence.ts';
import { compareLines } from './compare-lines.ts';
import { conclude, isMadeUp, type QuietAdvice } from './conclude.ts';
import { estimateQuiet, quietResults } from './estimate-quiet.ts';
import { pickFastest } from './pick-simplest.ts';
import { predictFarms } from './prediction/forecast-farm.ts';
import { fitPoolModels } from './prediction/fit-pool-model.ts';
import { predictCores } from './prediction/predict-cores.ts';
import { recommend } from './recommend.ts';
import { usableCores } from './usable-cores.ts';
import { writeVerdict } from './write-verdict.ts';

/** How the run ended, before it is known whether anything was measured. */
export type RunOutcome =
  | { status: 'completed' }
  | Omit<Extract<Outcome, { status: 'failed' }>, 'partial'>
  | Omit<Extract<Outcome, { status: 'cancelled' }>, 'partial'>;

/** Everything known when a run is over. */
export interface Run {
  /** ISO 8601. */
  startedAt: string;
  durationMs: number;
  outcome: RunOutcome;
  target: Report['target'];
  commit?: Report['commit'];
  /** `null` or absent if it is not known. */
  code?: CodeVersion | null;
  inputs: Report['inputs'];
  plan: Report['plan'];
  /** A number of cores to predict for in addition to the usual ones. */
  targetCores: number | null;
  /** `null` if the engine ended before it reported it. */
  machine: Machine | null;
  /** `null` or absent when it was not read. */
  ceiling?: CeilingReadings | null;
  /** Absent when it was not read. */
  neighbours?: readonly Neighbour[];
  /** `null` or absent when it was not read. */
  memory?: MemoryReadings | null;
  /** In the order of the plan, the latest state of each. */
  measurements: readonly Measurement[];
  /** The queue of `bullmq`; absent without it. */
  farm?: Farm;
  /** Configurations that did not fit into the budget. */
  leftOut?: readonly Configuration[];
  /** Pitfalls that the analysis of the source found. */
  staticFindings: readonly Finding[];
  output: Report['output'];
  /** Absent if the run ended before. */
  audit?: Audit;
  /** Absolute paths of the `.cpuprofile` files that were taken. */
  cpuProfiles: readonly string[];
  /** Absent if lines were not sampled. */
  lineSamples?: readonly LineSamples[];
}

/** Builds the report of a run. Pure: the same run gives the same report. */
export function buildReport(run: Run): Report {
  const items = run.inputs.count;
  const { seed, precision } = run.plan;
  const cores = usableCores(run.machine);
  const ceiling = estimateCeiling(run.ceiling);
  const memory = estimateMemory(run.memory);
  const serialMeasurement = run.measurements.find(isSerial) ?? null;
  const numbers = buildStrategies(run.measurements, serialMeasurement, items, seed);
  const serial = numbers.find((result) => result.kind === 'baseline') ?? null;
  const parallel = numbers.filter((result) => result.kind !== 'baseline');
  const outcome = completeOutcome(run.outcome, numbers.length > 0);

  const facts: RunFacts = {
    target: run.target,
    items,
    hasMadeUpInputs: isMadeUp(run.inputs),
    machine: run.machine,
    ceiling,
    neighbours: run.neighbours ?? [],
    cores,
    precision,
    measurements: [...run.measurements],
    serial,
    serialMeasurement,
    parallel,
    focus: pickFocus(parallel, cpuShare(numbers) ?? 1, cores),
    poolModels: [],
  };
  const findings = sortBySeverity(mergeFindings(withoutDisproved(run.staticFindings, facts), findInRun(facts)));
  const isChance = findings.some((finding) => finding.code === 'non-deterministic');
  const advice = recommend(numbers, run.target, items, !isChance, oversubscribedFrom(findings), cores);
  const advised = advice?.recommendation ?? null;
  const measuredHeadline =
    advice?.outcome === 'none' ? advice.open : findHeadline({ strategies: numbers, recommendation: advised });
  const confidence = measuredHeadline ? judgeConfidence(findings, measuredHeadline, isMadeUp(run.inputs)) : 'low';
  const quiet =
    measuredHeadline && isDisturbedByOthers(findings, measuredHeadline)
      ? adviseQuiet(facts, !isChance, advice?.outcome === 'pays')
      : null;
  const headline = quiet?.headline ?? measuredHeadline;
  const conclusion = conclude({
    outcome,
    inputs: run.inputs,
    serial,
    advice,
    headline,
    findings,
    confidence,
    obstacle: headline ? null : findObstacle(findings),
    quiet: estimateQuiet(serial, parallel, cores),
    quietAdvice: quiet,
  });
  const recommendation =
    conclusion.outcome === 'none'
      ? null
      : quiet && conclusion.quiet
        ? { ...quiet.recommendation, reason: conclusion.reason }
        : advised;
  const strategies = numbers.map((result) =>
    result.kind === 'baseline' ? result : { ...result, doubts: doubtsOf(findings, result) },
  );
  const hotLines = compareLines(run.lineSamples ?? [], headline);
  const predictions = fitPoolModels({ results: strategies, items, cores, ceiling, memory, headline }).map((pool) => ({
    pool,
    ...predictCores(pool, items, strategies, run.targetCores, seed),
  }));
  const poolModels = predictions.map(({ pool, bound }) => ({ ...pool, ...bound }));

  return {
    version: 2,
    startedAt: run.startedAt,
    durationMs: run.durationMs,
    outcome,
    target: run.target,
    ...(run.commit === undefined ? {} : { commit: run.commit }),
    ...(run.code ? { code: run.code } : {}),
    inputs: run.inputs,
    machine: run.machine,
    plan: pickPlan(run.plan),
    ceiling,
    neighbours: [...(run.neighbours ?? [])],
    ...(run.leftOut && run.leftOut.length > 0 ? { leftOut: { configurations: [...run.leftOut] } } : {}),
    ...(run.farm ? { farm: describeFarmOf(run.farm, { ...run, ceiling, strategies, poolModels }) } : {}),
    strategies: condenseStrategies(strategies),
    findings: collapseFindings(
      findings.filter((finding) => !isOverruled(finding, recommendation)),
      headline,
    ).map(withMessage),
    conclusion,
    recommendation,
    prediction: predictions[0]?.points ?? [],
    poolModels,
    verdict: writeVerdict({
      name: run.target.name,
      outcome,
      inputs: run.inputs,
      conclusion,
      notes: advice?.outcome === 'pays' ? advice.notes : [],
      headline,
      confidence,
      findings,
    }),
    confidence,
    output: run.output,
    ...(run.audit && run.audit.status !== 'notNeeded' ? { audit: run.audit } : {}),
    cpuProfiles: [...run.cpuProfiles],
    ...(hotLines ? { hotLines } : {}),
  };
}

/** Returns whether nothing but the load of other processes makes the result unreliable. */
function isDisturbedByOthers(findings: readonly Finding[], headline: ParallelResult): boolean {
  const errors = validityOf(findings, headline).filter(({ severity }) => severity === 'error');
  return errors.length > 0 && errors.every(({ code }) => code === 'background-load' || code === 'starved-by-others');
}

/**
 * Returns the advice for an idle machine and the measured result that it is about; `null` if it is open too, or if the
 * measured numbers speak for a pool and the estimates against it.
 */
function adviseQuiet(
  facts: RunFacts,
  deterministic: boolean,
  measuredPays: boolean,
): (QuietAdvice & { headline: ParallelResult; recommendation: Recommendation }) | null {
  const { target, items, cores, serial, parallel } = facts;
  const othersCores = meanCores(coreUsages(facts), (core) => core.others);
  const estimates = serial && quietResults([serial, ...parallel], cores, othersCores);
  const advice = estimates && recommend(estimates, target, items, deterministic, Infinity, cores);
  if (!advice || advice.outcome === 'none' || (advice.outcome === 'serial' && (advice.isWrong || measuredPays)))
    return null;
  const pays = advice.outcome === 'pays';
  const recommendation = pays ? advice.recommendation : null;
  const headline = findHeadline({ strategies: parallel, recommendation });
  const estimate =
    estimates.find((result) => headline && isSamePool(result, headline)) ??
    findHeadline({ strategies: estimates, recommendation });
  if (!headline || !estimate) return null;
  return {
    outcome: advice.outcome,
    estimate: {
      strategy: estimate.name,
      workers: estimate.workers,
      speedup: estimate.speedup.value,
      ci95: estimate.speedup.ci95,
    },
    headline,
    recommendation: { ...advice.recommendation, speedup: pays ? headline.speedup.value : 1 },
  };
}

function isSamePool(one: StrategyResult, other: StrategyResult): boolean {
  return one.name === other.name && one.workers === other.workers && chunkSizeOf(one) === chunkSizeOf(other);
}

/**
 * Returns whether the recommended workers exceed the margin with certainty, although they are hardly faster than fewer
 * workers that did not.
 */
function isOverruled(finding: Finding, recommendation: Recommendation | null): boolean {
  return finding.code === 'no-gain-beyond-cores' && (recommendation?.workers ?? 0) >= finding.args.workers;
}

function isSerial(measurement: Measurement): boolean {
  return measurement.configuration.strategy === 'serial';
}

function pickPlan({ budgetSeconds, precision, rounds, seed }: Report['plan']): Pick<Plan, keyof Report['plan']> {
  return { budgetSeconds, precision, rounds, seed };
}

function buildStrategies(
  measurements: readonly Measurement[],
  serial: Measurement | null,
  items: number,
  seed: number,
): StrategyResult[] {
  if (!serial) return [];
  const ordered = [serial, ...measurements.filter((measurement) => measurement !== serial)];
  return buildStrategyResults(ordered, items, seed);
}

function completeOutcome(outcome: RunOutcome, partial: boolean): Outcome {
  return outcome.status === 'completed' ? outcome : { ...outcome, partial };
}

/** Returns the fastest result of each kind, preferably among those whose workers do not compete for cores. */
function pickFocus(results: readonly ParallelResult[], share: number, cores: number): ParallelResult[] {
  return (['async', 'threads', 'processes', 'bullmq'] as const).flatMap((kind) => {
    const ofKind = results.filter((result) => result.name === kind);
    const within = ofKind.filter((result) => result.workers * share <= Math.ceil(cores));
    return pickFastest(within) ?? pickFastest(ofKind) ?? [];
  });
}

/** Of the address of Redis, which may contain credentials, a report has only what can be shown. */
function describeFarmOf(farm: Farm, report: Parameters<typeof predictFarms>[0]): FarmReport {
  const { shownRedis: redis, queue, isLocal, probe, started } = farm;
  const prediction = probe === null ? [] : predictFarms(report, { probe, isLocal });
  return { redis, queue, machines: machinesOf(farm), isStartedHere: started > 0, isLocal, probe, prediction };
}

/** Drops findings of the run that repeat a pitfall in the source: the pitfall has the better location. */
function mergeFindings(fromSource: readonly Finding[], fromRun: readonly Finding[]): Finding[] {
  // The source names a parameter and the run an item, so the same problem has two paths; compare the direction instead.
  const key = ({ code, args }: Finding): string => ('where' in args ? `${code} ${args.where}` : code);
  const known = new Set(fromSource.map(key));
  return [...fromSource, ...fromRun.filter((finding) => !known.has(key(finding)))];
}

/** Returns the number of workers from which they waited for each other's cores. */
function oversubscribedFrom(findings: readonly Finding[]): number {
  return Math.min(...findings.flatMap((finding) => (finding.code === 'oversubscribed' ? [finding.args.workers] : [])));
}

/** Returns the reason why no pool ran: a value that cannot be cloned, or else the error of a strategy. */
function findObstacle(findings: readonly Finding[]): string | null {
  const codes: FindingCode[] = ['argument-not-cloneable', 'result-not-cloneable', 'strategy-failed'];
  const finding = codes.flatMap((code) => findings.find((one) => one.code === code) ?? [])[0];
  return finding ? describeFinding(finding) : null;
}

function doubtsOf(findings: readonly Finding[], result: ParallelResult): FindingCode[] {
  return [...new Set(sortBySeverity(validityOf(findings, result)).map((finding) => finding.code))];
}
