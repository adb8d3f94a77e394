import { availableParallelism } from 'node:os';
import { median } from '../../math/median.ts';
import type { Measurement, Round, ObservedPass } from '../../model/measurement.ts';
import { type Configuration, isPoolStrategy } from '../../model/plan.ts';
import type { DigestLimit, ItemDigests } from '../values/digest-items.ts';
import type { CoreSampler } from '../machine/core-sampler.ts';
import type { ComparedResults } from './compare-results.ts';
import { emptyMeasurement } from './empty-measurement.ts';
import type { PassOutcome } from '../host/protocol.ts';
import type { ModuleRequest } from '../protocol.ts';
import { nowMs } from '../../multiprocessing/clock.ts';
import { readThrottledMs } from '../machine/control-group.ts';
import { repeatsFor } from '../host/round-length.ts';
import { ENOUGH_SAMPLES, SAMPLED_MS } from './spend-budget.ts';
import { type HostEvents, StrategyProcess } from './strategy-process.ts';

/** Warm-up time of workers with one core each. */
const WARM_MS = 200;
/** Maximum warm-up time, unless the first pass through the items takes longer. */
const WARM_AT_MOST_MS = 1_000;

/** Number of observed passes kept to pick the typical one; each may hold thousands of segments. */
const PASSES_KEPT = 9;

/** Below this mean task time the observer's clock readings would distort the measurement. */
const OBSERVABLE_TASK_MS = 1;
/** Cost of recording one message of a pool, in ms: measured as 0.05 to 0.2, more after tasks that fill the caches. */
const RECORD_MS = 0.2;
/** Maximum share of a timed pass that recording may add. */
const RECORD_SHARE = 0.01;

/** Passes through the items when detecting growth. */
const GROWTH_STEPS = 4;
/** Approximate time of one such pass with its garbage collections, for short calls. */
const GROWTH_STEP_MS = 60;

/** One configuration throughout the run: its successive fresh processes and everything measured in them. */
export class StrategyTrack {
  readonly configuration: Configuration;
  readonly measurement: Measurement;
  /** Time of the last pass; NaN before the first. */
  passMs = Number.NaN;
  /** Time of the last observed pass and its processing; NaN before the first. */
  lookMs = Number.NaN;
  /** Time of the last round including the work around its passes; NaN before the first. */
  lastRoundMs = Number.NaN;
  /** For pools: whether tasks are long enough to be recorded in every round. The baseline decides for all. */
  observable = false;
  /** Whether the first pass also counts as a round, because the budget has no room for another. */
  countsFirstPass = false;
  private readonly request: ModuleRequest;
  private readonly events: HostEvents;
  private readonly sampler: CoreSampler;
  private host: StrategyProcess | null = null;
  private replica = -1;
  private count = 0;
  private pids: number[] = [];
  private readonly observed = new TypicalPass();

  constructor(configuration: Configuration, request: ModuleRequest, events: HostEvents, sampler: CoreSampler) {
    this.configuration = configuration;
    this.request = request;
    this.events = events;
    this.sampler = sampler;
    this.measurement = emptyMeasurement(configuration);
  }

  /** Whether the mean task is long enough to time each task without distorting the measurement. */
  get observesRounds(): boolean {
    const { strategy, workers } = this.configuration;
    const { chunkSize } = this.measurement;
    if (isPoolStrategy(strategy)) {
      const messages = this.count / (chunkSize ?? 1);
      const cores = Math.min(workers, availableParallelism());
      return this.observable && !((messages * RECORD_MS) / cores > this.passMs * RECORD_SHARE);
    }
    return this.passMs * Math.min(workers, this.count) >= OBSERVABLE_TASK_MS * this.count;
  }

  /**
   * Starts a fresh process with the module loaded and, for a pool, its workers ready.
   *
   * @param digest how many of the inputs to digest
   */
  async begin(digest: DigestLimit): Promise<Awaited<ReturnType<StrategyProcess['start']>>> {
    this.host = new StrategyProcess(this.configuration, this.request, this.events);
    this.replica++;
    // Its start and warm-up count as our load too; the samples of a pass include a little of the time before it.
    this.sampler.watch([this.host.pid]);
    const started = await this.host.start(this.request.plan, this.request.programs, digest);
    this.count = started.count;
    this.pids = started.pids;
    this.sampler.watch(this.pids);
    this.measurement.chunkSize = started.chunkSize;
    if (started.chunkSize !== null) this.measurement.startupMs.push(started.startupMs);
    return started;
  }

  /** Gives this process the items of another, for an expression that yields different items every time. */
  async takeItemsOf(other: StrategyTrack): Promise<void> {
    await this.useItems(await other.sendItems());
  }

  /** Returns copies of the items. */
  async sendItems(): Promise<unknown[]> {
    return (await this.live().ask({ type: 'sendItems' })).items;
  }

  /** Replaces the items of this process. */
  async useItems(items: unknown[]): Promise<void> {
    await this.live().ask({ type: 'items', items });
  }

  /**
   * Runs the items once cold, then warms up; a long run is warmed up with a part of its items. Returns items per
   * second.
   */
  async warmUp(itemsPerSecond: number | null): Promise<number> {
    const { workers, strategy } = this.configuration;
    const whole = itemsPerSecond === null || itemsPerSecond >= this.count;
    const count = whole ? this.count : Math.min(this.count, Math.ceil(itemsPerSecond * 0.15) * workers);
    // A single long item needs no warm-up; running it twice would only cost time.
    if (strategy !== 'serial' && itemsPerSecond !== null && itemsPerSecond < 2) return itemsPerSecond;
    const { items, firstMs } = await this.live().ask({
      type: 'warm',
      count,
      atLeastMs: count === this.count ? warmUpMs(this.configuration) : 0,
      atMostMs: WARM_AT_MOST_MS,
    });
    if (items === this.count) this.measurement.coldMs.push(firstMs);
    return items === this.count ? Math.max(items, items / Math.max(firstMs / 1_000, 1e-6)) : items / (firstMs / 1_000);
  }

  /** Runs and observes the first warm pass: results, failures, tasks. Returns digests of the results. */
  async firstPass(index: number, digest: DigestLimit): Promise<ItemDigests> {
    const outcome = await this.run(1, !isPoolStrategy(this.configuration.strategy) || this.observesRounds, digest);
    // Reading the clock is not part of a task.
    this.passMs = outcome.wallMs - this.count * (outcome.observed?.tasks.clockMs ?? 0);
    const { measurement } = this;
    measurement.firstPassMs = this.passMs;
    measurement.failures = outcome.failures;
    measurement.failedItems = outcome.failedItems;
    measurement.mutatedItems = outcome.mutatedItems;
    if (outcome.mutatedOf !== undefined) measurement.mutatedOf = outcome.mutatedOf;
    measurement.problems = outcome.problems;
    this.keep(outcome);
    if (this.observesRounds || this.countsFirstPass) this.addRound(index, 1, { ...outcome, wallMs: this.passMs });
    return outcome.digests ?? { count: 0, step: 1, lanes: new Uint32Array() };
  }

  /** Runs one more timed round, given serial passes of `serialMs`. */
  async round(index: number, serialMs: number): Promise<Round> {
    const repeats = repeatsFor(this.passMs, serialMs);
    const startedAtMs = nowMs();
    const outcome = await this.run(repeats, this.observesRounds, null);
    this.keep(outcome);
    const round = this.addRound(index, repeats, outcome);
    this.passMs = round.wallMs;
    this.lastRoundMs = nowMs() - startedAtMs;
    return round;
  }

  /**
   * Makes a final observation: of passes if tasks are short, and of a stretch long enough to sample the cores if passes
   * are short.
   * @param passes number of passes to observe
   * @param sampled whether to sample the cores
   */
  async observe(passes: number, sampled: boolean): Promise<void> {
    if (!this.observesRounds && passes > 0) {
      // The first pass was cold and overestimates the time per task.
      this.observed.clear();
      for (let pass = 0; pass < passes; pass++) this.keep(await this.run(1, true, null));
    }
    const samples = this.measurement.cores?.timesMs.length ?? 0;
    if (sampled && samples < ENOUGH_SAMPLES && this.passMs < SAMPLED_MS)
      this.keep(await this.run(Math.ceil(SAMPLED_MS / this.passMs), false, null));
  }

  /** Returns the time that `lookForGrowth` will take, in ms. */
  growthMs(mostMs: number): number {
    const partMs = Math.min(this.passMs, mostMs / GROWTH_STEPS);
    return partMs < this.itemMs ? 0 : Math.min(mostMs, GROWTH_STEPS * Math.max(partMs, GROWTH_STEP_MS));
  }

  /**
   * Measures the memory that calls retain, with only some of the items if all of them would take longer than `mostMs`.
   */
  async lookForGrowth(mostMs: number): Promise<void> {
    const itemMs = this.passMs / this.count;
    const count = Math.min(this.count, Math.floor(mostMs / GROWTH_STEPS / itemMs));
    if (count < 1 || !this.measurement.memory) return;
    const { bytesPerCall } = await this.live().ask({ type: 'retain', count });
    this.measurement.memory.retainedBytes = bytesPerCall;
  }

  /** Mean time of an item in the last pass, in ms. */
  get itemMs(): number {
    return this.passMs / this.count;
  }

  /**
   * Runs about `aboutMs` of the work, the first items or several passes, without measuring it as a round. Returns its
   * time.
   */
  async timePart(aboutMs: number): Promise<number> {
    if (this.passMs > aboutMs) {
      const count = Math.max(1, Math.floor(aboutMs / this.itemMs));
      return (await this.live().ask({ type: 'warm', count, atLeastMs: 0, atMostMs: WARM_AT_MOST_MS })).firstMs;
    }
    const repeats = Math.ceil(aboutMs / this.passMs);
    return (await this.live().pass({ repeats, observe: false, digest: null })).wallMs * repeats;
  }

  /** Returns the results of a digested pass, to be compared with those of another. */
  compared(digests: ItemDigests, pass: 'last' | 'previous' = 'last'): ComparedResults {
    return { digests, value: async (item) => (await this.live().ask({ type: 'sendResult', item, pass })).value };
  }

  /** Ends the process; `begin` may start another. */
  async end(): Promise<void> {
    await this.host?.end();
    this.host = null;
  }

  private live(): StrategyProcess {
    if (!this.host) throw new Error('a strategy was asked to run before it began or after it ended');
    return this.host;
  }

  private async run(repeats: number, observe: boolean, digest: DigestLimit | null): Promise<PassOutcome> {
    this.sampler.watch(this.pids);
    const throttledBefore = readThrottledMs();
    const startedAtMs = nowMs();
    const outcome = await this.live().pass({ repeats, observe, digest });
    if (observe && repeats === 1) this.lookMs = nowMs() - startedAtMs;
    const throttledAfter = readThrottledMs();
    if (throttledBefore !== null && throttledAfter !== null) {
      this.measurement.throttledMs = (this.measurement.throttledMs ?? 0) + throttledAfter - throttledBefore;
    }
    this.pids = outcome.pids;
    const { memory } = this.measurement;
    if (outcome.rssBytes !== null) {
      this.measurement.memory = { ...memory, rssBytes: Math.max(memory?.rssBytes ?? 0, outcome.rssBytes) };
    }
    return outcome;
  }

  private addRound(index: number, repeats: number, outcome: PassOutcome): Round {
    const round: Round = { index, replica: this.replica, wallMs: outcome.wallMs, repeats };
    this.measurement.rounds.push(round);
    return round;
  }

  private keep(outcome: PassOutcome): void {
    if (outcome.observed) {
      this.observed.add(outcome.observed);
      this.measurement.observed = this.observed.typical;
    }
    const cores = this.sampler.between(outcome.startedAtMs, outcome.endedAtMs);
    if (cores && cores.timesMs.length >= 3) this.measurement.cores = cores;
    else if (cores) this.measurement.cores ??= cores;
  }
}

/**
 * Keeps, of many observed passes, the one whose wall time is closest to their median, so that the speedup is explained
 * by a typical pass and not by the last one, which may have been disturbed.
 */
export class TypicalPass {
  private readonly wallsMs: number[] = [];
  private kept: ObservedPass[] = [];

  add(pass: ObservedPass): void {
    this.wallsMs.push(pass.wallMs);
    this.kept.push(pass);
    const middle = median(this.wallsMs);
    this.kept.sort((a, b) => Math.abs(a.wallMs - middle) - Math.abs(b.wallMs - middle));
    // The median moves, so the closest pass so far may not be the closest in the end.
    this.kept.length = Math.min(this.kept.length, PASSES_KEPT);
  }

  get typical(): ObservedPass | null {
    return this.kept[0] ?? null;
  }

  clear(): void {
    this.wallsMs.length = 0;
    this.kept = [];
  }
}

/**
 * Returns how long to repeat the items before measuring, in ms. Workers that share cores also share them during
 * warm-up: 32 workers on 2 cores with one waiting task each took 53.7 ms for the first six passes and 52.2 ms after
 * eighteen.
 */
export function warmUpMs(
  { strategy, workers }: Pick<Configuration, 'strategy' | 'workers'>,
  cores = availableParallelism(),
): number {
  const workersPerCore = isPoolStrategy(strategy) ? Math.max(1, workers / cores) : 1;
  return Math.min(WARM_AT_MOST_MS, WARM_MS * workersPerCore);
}
