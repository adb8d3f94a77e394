import type { Plan } from '../../model/plan.ts';
import type { Baseline } from './baseline.ts';
import { likelyBest } from './fastest-tracks.ts';
import { nowMs } from '../../multiprocessing/clock.ts';
import type { FromEngine } from '../protocol.ts';
import { roundMs } from '../host/round-length.ts';
import { sampleOf } from '../values/digest-items.ts';
import type { Round } from '../../model/measurement.ts';
import { isInTime, LEAST_ROUNDS } from './spend-budget.ts';
import type { RunClock } from './run-clock.ts';
import type { StrategyTrack } from './strategy-track.ts';

/** Maximum number of fresh sets of processes. Several are measured because JIT results vary between processes. */
const MOST_REPLICAS = 3;
/** Maximum share of the budget for rounds that are still owed after the budget is spent. */
const OWED_SHARE = 0.4;

/** The tracks that take part in the rounds. */
type OwedTrack = Pick<StrategyTrack, 'configuration' | 'passMs'> & { measurement: { rounds: readonly unknown[] } };

/** The parts of the run that rounds use. */
export interface RoundsRun {
  baseline: Baseline;
  plan: Plan;
  clock: RunClock;
  /** Budget left for rounds, in ms; negative if overdrawn. */
  leftMs: () => number;
  emit: (event: FromEngine) => void;
  /** The tracks that can still be measured, without the baseline. */
  tracks: () => readonly StrategyTrack[];
  startAll: (baseline: Baseline, first: boolean) => Promise<void>;
  /** Called while nothing is measured. */
  beforeRound: () => Promise<void>;
  attempt: (track: StrategyTrack, action: () => Promise<void>) => Promise<void>;
}

/**
 * Runs interleaved rounds (A B C A B C ...) in up to three fresh sets of processes, until every interval is as narrow
 * as requested or the budget is spent. Every track gets at least one round, and quick functions get the minimum number
 * whatever it costs.
 */
export async function measureRounds(run: RoundsRun): Promise<void> {
  const { plan, baseline } = run;
  const beganAtMs = nowMs();
  await run.startAll(baseline, true);
  let generationMs = baseline.startedInMs + nowMs() - beganAtMs;
  const allMs = (): number => everybodyMs(baseline.track, run.tracks());
  const replicas = countReplicas(run.leftMs(), generationMs, allMs(), plan);
  let index = 1;
  const measureUntil = async (untilMs: number, fewest: number, most: number): Promise<void> => {
    while (index <= most && (await measureRound(run, index, untilMs, index >= fewest))) index++;
  };
  for (let replica = 0; replica < replicas; replica++) {
    const later = replicas - 1 - replica;
    const sliceMs = (run.leftMs() - later * generationMs) / (later + 1);
    const fewest = index + Math.ceil(plan.rounds.min / replicas);
    await measureUntil(nowMs() + sliceMs, fewest, Math.ceil(plan.rounds.max / replicas) * (replica + 1));
    if (later === 0) return;
    if (run.leftMs() < generationMs + allMs()) {
      // There is no time for another set and a round in it, so these processes use the rest.
      await measureUntil(nowMs() + run.leftMs(), index, plan.rounds.max);
      return;
    }
    const restartedAtMs = nowMs();
    await restart(run);
    generationMs = nowMs() - restartedAtMs;
  }
}

/**
 * Returns the number of fresh sets of processes to measure: as many as leave time for the minimum number of rounds, and at least half of the time for rounds. For slow functions, rounds matter more than variation between processes.
 *
 * @param leftMs after the first set was started
 * @param generationMs time to start a set and warm it up
 * @param roundMs time of one round of all tracks
 */
export function countReplicas(
  leftMs: number,
  generationMs: number,
  roundMs: number,
  { rounds }: Pick<Plan, 'rounds'>,
): number {
  for (let replicas = MOST_REPLICAS; replicas > 1; replicas--) {
    const restartsMs = (replicas - 1) * generationMs;
    if (restartsMs <= leftMs / 2 && leftMs - restartsMs >= rounds.min * roundMs) return replicas;
  }
  return 1;
}

/**
 * Returns whether there was time for a round.
 *
 * @param mayStop whether these processes have run enough rounds to stop once all intervals are precise
 */
async function measureRound(run: RoundsRun, index: number, untilMs: number, mayStop: boolean): Promise<boolean> {
  await run.beforeRound();
  const { emit, baseline, plan } = run;
  const serial = baseline.track;
  const all = [serial, ...run.tracks()];
  const owed = owedRounds(serial, run.tracks(), plan, run.leftMs());
  const tracks = owed ?? affordableTracks(serial, run.tracks(), untilMs - nowMs());
  const hasPair = tracks.length >= Math.min(2, all.length);
  if (!hasPair || (mayStop && index >= plan.rounds.min && isPrecise(all, plan.precision))) return false;
  emit({ type: 'stage', stage: 'rounds', configuration: null });
  for (const track of tracks) {
    await run.attempt(track, async () => {
      emit({ type: 'round', configuration: track.configuration, round: await track.round(index, serial.passMs) });
    });
    run.clock.reportProgress();
  }
  return true;
}

async function restart(run: RoundsRun): Promise<void> {
  const { track } = run.baseline;
  await Promise.all([track, ...run.tracks()].map((one) => one.end()));
  const { inputs } = await track.begin(sampleOf(run.baseline.inputs));
  await track.warmUp(null);
  await run.startAll({ ...run.baseline, inputs }, false);
}

/**
 * Returns the tracks that are owed a round regardless of the budget: starting alone can use up a small one, and an
 * answer needs one round of every track. Further rounds are owed as long as the run ends roughly in time. Quick
 * functions: the fewest rounds an interval needs, of all tracks or of the likely answer. Others: three rounds of the
 * likely answer.
 */
export function owedRounds<Track extends OwedTrack>(
  serial: Track,
  others: readonly Track[],
  { rounds, budgetSeconds }: Pick<Plan, 'rounds' | 'budgetSeconds'>,
  leftMs: number,
): Track[] | null {
  const fewest = (tracks: readonly Track[]): number =>
    Math.min(...tracks.map(({ measurement }) => measurement.rounds.length));
  const isQuick = (tracks: readonly Track[]): boolean =>
    everybodyMs(serial, tracks) * rounds.min < OWED_SHARE * 1_000 * budgetSeconds;
  const all = [serial, ...others];
  if (fewest(all) < 1) return all;
  const best = likelyBest(others);
  const wanted = isQuick(others) || !best ? others : [best];
  const owed = [serial, ...wanted];
  const least = isQuick(wanted) ? rounds.min : Math.min(LEAST_ROUNDS, rounds.min);
  return fewest(owed) < least && isInTime(everybodyMs(serial, wanted), leftMs) ? owed : null;
}

type Timed = Pick<StrategyTrack, 'passMs'> & Partial<Pick<StrategyTrack, 'lastRoundMs'>>;

/** Estimates the time of one round, including the work around its passes once that has been measured. */
function expectedRoundMs({ passMs, lastRoundMs = Number.NaN }: Timed, serialMs: number): number {
  const leastMs = roundMs(passMs, serialMs);
  return lastRoundMs > leastMs ? lastRoundMs : leastMs;
}

function everybodyMs(serial: Timed, others: readonly Timed[]): number {
  return [serial, ...others].reduce((sum, track) => sum + expectedRoundMs(track, serial.passMs), 0);
}

function isPrecise([serial, ...others]: readonly StrategyTrack[], precision: number): boolean {
  const baseline = serial?.measurement.rounds ?? [];
  return others.every(({ measurement }) => relativeIntervalWidth(baseline, measurement.rounds) <= precision);
}

/**
 * Returns the tracks of the next round: all if there is time, otherwise the baseline and as many of the fastest as fit.
 * Empty if not even the baseline fits. Preserves the order of `others`.
 */
function affordableTracks<Track extends Timed>(serial: Track, others: readonly Track[], leftMs: number): Track[] {
  let roomMs = leftMs - expectedRoundMs(serial, serial.passMs);
  if (roomMs < 0) return [];
  const kept = new Set<Track>();
  for (const track of others.toSorted((a, b) => a.passMs - b.passMs)) {
    roomMs -= expectedRoundMs(track, serial.passMs);
    if (roomMs < 0) break;
    kept.add(track);
  }
  return [serial, ...others.filter((track) => kept.has(track))];
}

/**
 * Estimates the width of a speedup's 95% interval relative to its median, accurately enough to decide whether another
 * round is worth its time. The report computes its own by bootstrap. `Infinity` below three pairs.
 */
function relativeIntervalWidth(serial: readonly Round[], rounds: readonly Round[]): number {
  const byIndex = new Map(serial.map((round) => [round.index, round.wallMs]));
  const ratios = rounds.flatMap((round) => {
    const base = byIndex.get(round.index);
    return base === undefined || round.wallMs <= 0 ? [] : [base / round.wallMs];
  });
  if (ratios.length < 3) return Number.POSITIVE_INFINITY;
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  const variance = ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0) / (ratios.length - 1);
  // 1.25: standard error of the median relative to that of the mean, for normal errors.
  return (2 * 1.96 * 1.25 * Math.sqrt(variance / ratios.length)) / mean;
}
