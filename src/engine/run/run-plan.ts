import { availableParallelism } from 'node:os';
import { type Baseline, measureBaseline } from './baseline.ts';
import type { SideEffects, Measurement } from '../../model/measurement.ts';
import type { StrategyName } from '../../model/plan.ts';
import { CeilingWatch } from '../machine/ceiling-gauge.ts';
import {
  affordableRounds,
  MIN_CONFIGURATIONS,
  chooseConfigurations,
  type Costs,
  extraStartMs,
  mostTellingFirst,
  stillFits,
  sweepChunkSizes,
} from './choose-configurations.ts';
import { compareResults } from './compare-results.ts';
import { CoreSampler, INTERVAL_MS } from '../machine/core-sampler.ts';
import { isSameDigests, sampleOf } from '../values/digest-items.ts';
import { localFarmPids } from '../farm/local-farm-pids.ts';
import { describeMachine } from '../machine/describe-machine.ts';
import { toErrorData } from '../values/error-data.ts';
import { nowMs } from '../../multiprocessing/clock.ts';
import { NeighbourWatch } from '../machine/neighbour-watch.ts';
import { fastestPools, fastTracks, likelyBest } from './fastest-tracks.ts';
import {
  classifyMs,
  ENOUGH_SAMPLES,
  isInTime,
  lastLooksMs,
  looksWithin,
  mayClassify,
  mayStart,
  SAMPLED_MS,
} from './spend-budget.ts';
import { roundMs } from '../host/round-length.ts';
import { measureRounds } from './measure-rounds.ts';
import type { FromEngine, ModuleRequest } from '../protocol.ts';
import { memoryReadingMs, readMemory } from './read-memory.ts';
import type { RunningItem } from '../host/protocol.ts';
import { LongItems } from './long-items.ts';
import { sum } from '../../math/median.ts';
import { QuietWait } from './quiet-wait.ts';
import { RunClock } from './run-clock.ts';
import { hostGuard } from './host-guard.ts';
import { HostError } from './strategy-process.ts';
import { StrategyTrack } from './strategy-track.ts';
import { takeCpuProfiles } from './take-cpu-profiles.ts';

const MOST_OUTPUT_LINES = 200;

/** With more items than this, each full garbage collection takes long. */
const MANY_ITEMS = 100_000;

const MOST_OUTPUT_CHARACTERS = 200_000;

type Emit = (event: FromEngine) => void;

/**
 * Carries out a plan: the baseline first, then the pools, then interleaved rounds until precise enough or out of
 * budget.
 *
 * @param skips aborted to skip items with long calls, and the wait for other programs
 */
export async function runPlan(request: ModuleRequest, emit: Emit, skips: Skips): Promise<void> {
  const run = new PlanRun(request, emit, skips);
  try {
    await run.carryOut();
    await run.noteLeftRunning();
    emit({ type: 'outputLines', total: run.output.lines });
    emit({ type: 'done' });
  } catch (error) {
    emit({ type: 'outputLines', total: run.output.lines });
    if (!(error instanceof HostError)) throw error;
    // The side effects may explain why the process ended.
    await run.noteLeftRunning();
    if (run.serial.measurement.sideEffects) emit({ type: 'measurement', measurement: run.serial.measurement });
    emit({ type: 'failed', stage: error.stage, message: error.message, error: error.data });
  } finally {
    await run.end();
  }
}

interface Skips {
  longItems: AbortSignal;
  wait: AbortSignal;
}

class PlanRun {
  readonly output: OutputCollector;
  serial: StrategyTrack;
  /** The pools, and promises on one thread, that can still be measured. */
  tracks: StrategyTrack[];
  private readonly request: ModuleRequest;
  private readonly emit: Emit;
  private readonly sampler = new CoreSampler();
  private clock: RunClock;
  private readonly startedAtMs: number;
  private readonly longItems: LongItems;
  private readonly quietWait = new QuietWait();
  private readonly skipWait: AbortSignal;
  private hasWaited = false;
  private ceiling: CeilingWatch | null = null;
  private readonly neighbours: NeighbourWatch;
  private count = 0;
  /** CPUs that can be used at once. */
  private cores = 1;
  /** Strategies with a configuration that exceeded the time limit: the others would take as long. */
  private readonly overdue = new Set<StrategyName>();
  /** Costs that decide which configurations to leave out; `null` if all are kept. */
  private costs: Costs | null = null;

  constructor(request: ModuleRequest, emit: Emit, skips: Skips) {
    this.request = request;
    this.emit = emit;
    this.clock = this.startClock();
    this.startedAtMs = this.clock.startedAtMs;
    const own = { engine: process.pid, client: process.ppid, farm: localFarmPids(request.plan.farm) };
    this.neighbours = new NeighbourWatch(own, () => hostGuard.look());
    this.skipWait = skips.wait;
    this.longItems = new LongItems(emit, skips.longItems, () => void this.serial.end());
    this.output = new OutputCollector((stream, text) => emit({ type: 'output', stream, text }));
    const [first, ...others] = request.plan.configurations;
    if (first?.strategy !== 'serial') throw new TypeError('a plan begins with the serial baseline');
    this.serial = this.track(first, (running) => this.longItems.note(running));
    this.tracks = others.map((configuration) => this.track(configuration));
  }

  async carryOut(): Promise<void> {
    const { plan } = this.request;
    const machine = describeMachine(this.request.nodeSource);
    this.emit({ type: 'machine', machine });
    this.cores = Math.min(machine.availableParallelism, machine.cpuQuota ?? Infinity);
    this.sampler.onSample = (sample) => {
      this.emit({ type: 'cores', ...sample, atMs: sample.atMs - this.startedAtMs });
      // Elsewhere the load is not attributed, and nothing of this run is busy while it waits.
      this.quietWait.note(sum(this.sampler.attributed ? sample.others : sample.ours));
    };
    this.sampler.start();
    const baseline = await this.measureBaseline();
    this.thinOut(machine.availableParallelism, baseline);
    this.ceiling = new CeilingWatch(this.cores, this.sampler, (ceiling) => this.emit({ type: 'ceiling', ceiling }));
    await measureRounds({
      baseline,
      clock: this.clock,
      leftMs: () =>
        this.leftForRoundsMs() - (this.resultsDiffer ? classifyMs(baseline.startedInMs, this.serial.passMs) : 0),
      plan,
      emit: this.emit,
      tracks: () => this.tracks,
      startAll: (from, first) => this.startAll(from, first),
      beforeRound: async () => {
        await this.ceiling?.readIfDue();
        if (this.neighbours.isDue) await this.lookAround();
      },
      attempt: (track, action) => this.attempt(track, action),
    });
    if (this.resultsDiffer && mayClassify(baseline.startedInMs, this.serial.passMs, this.clock.leftMs())) {
      Object.assign(
        this.serial.measurement,
        await classifyNondeterminism(() => this.track(this.serial.configuration), baseline),
      );
    }
    await this.lookClosely();
    await this.readMemory();
    await this.lookAround();
    if (plan.hotLines) await this.takeProfiles(plan.cpuProfileFolder);
  }

  /** The serial pass, again without the item that a person skips. */
  private async measureBaseline(): Promise<Baseline> {
    for (;;) {
      try {
        return await measureBaseline(this.serial, this.emit, (count, labels) => this.noteItems(count, labels), {
          digest: { atMostMs: this.clock.digestMs },
          leftMs: () => this.clock.leftMs(),
          ready: () => this.waitForQuiet(),
        });
      } catch (error) {
        if (!(error instanceof HostError) || !this.longItems.takeSkipped()) throw error;
        const { plan } = this.request;
        plan.inputs = { ...plan.inputs, without: this.longItems.positions };
        await this.serial.end();
        this.serial = this.track(this.serial.configuration, (running) => this.longItems.note(running));
        // The time of the skipped item does not count towards the budget.
        this.clock = this.startClock();
      }
    }
  }

  /** Waits for other programs, once. */
  private async waitForQuiet(): Promise<void> {
    if (!this.request.plan.waitForQuiet || this.hasWaited) return;
    this.hasWaited = true;
    if (!this.sampler.attributed) this.quietWait.reset();
    const waited = await this.quietWait.wait(this.skipWait, (othersCores) =>
      this.emit({ type: 'waiting', othersCores }),
    );
    // The wait does not count towards the budget.
    if (waited) this.clock = this.startClock();
  }

  private noteItems(count: number, labels: readonly string[]): void {
    this.count = count;
    this.longItems.begin(labels);
  }

  private startClock(): RunClock {
    return new RunClock(this.request.plan.budgetSeconds, (fraction, leftMs) =>
      this.emit({ type: 'progress', fraction, leftMs }),
    );
  }

  private get resultsDiffer(): boolean {
    return this.tracks.some(({ measurement }) => measurement.results?.equal === false);
  }

  private leftForRoundsMs(): number {
    const { serial, tracks, clock } = this;
    const shown = fastTracks([serial, ...tracks]);
    const looks = [serial, ...tracks].map((track) => ({
      lookMs: this.lookMs(track),
      isObserved: track.observesRounds,
      isSampled: shown.has(track) && roundMs(this.passMs(track), serial.passMs) < ENOUGH_SAMPLES * INTERVAL_MS,
    }));
    const looksMs = lastLooksMs(looks) + serial.growthMs(clock.growthMs);
    return clock.leftForRoundsMs(looksMs, memoryReadingMs(this.memoryRun(clock.memoryMs)));
  }

  /** Returns the time of one pass, as measured or as expected. */
  private passMs({ passMs, configuration }: StrategyTrack): number {
    return Number.isNaN(passMs) ? this.serial.passMs / Math.min(configuration.workers, availableParallelism()) : passMs;
  }

  /** Returns the time of one observed pass, as measured or as expected. */
  private lookMs(track: StrategyTrack): number {
    return Math.max(track.lookMs || 0, this.passMs(track) + Math.max(0, this.serial.lookMs - this.serial.passMs));
  }

  /**
   * Observes one pass of each track, the baseline and the likely answer first, because the budget may end in between.
   */
  private async lookClosely(): Promise<void> {
    const all = [this.serial, ...this.tracks];
    const shown = fastTracks(all);
    const needed = new Set([this.serial, likelyBest(this.tracks)]);
    for (const track of [...all.filter((one) => needed.has(one)), ...all.filter((one) => !needed.has(one))]) {
      this.emit({ type: 'stage', stage: 'observe', configuration: track.configuration });
      const lookMs = this.lookMs(track);
      const looks = looksWithin({ isNeeded: needed.has(track), lookMs, leftMs: this.clock.leftMs() });
      const sampled = shown.has(track) && isInTime(SAMPLED_MS + looks * lookMs, this.clock.leftMs());
      await this.attempt(track, () => track.observe(looks, sampled));
      if (track === this.serial && (this.count <= MANY_ITEMS || this.clock.leftMs() > this.clock.growthMs))
        await track.lookForGrowth(this.clock.growthMs);
      this.emit({ type: 'measurement', measurement: track.measurement });
    }
  }

  private async readMemory(): Promise<void> {
    const { clock, sampler } = this;
    const memory = await readMemory({ ...this.memoryRun(Math.min(clock.memoryMs, clock.leftMs())), sampler });
    if (memory) this.emit({ type: 'memory', memory });
  }

  private memoryRun(mostMs: number) {
    return { serial: this.serial, tracks: this.tracks, cores: this.cores, mostMs };
  }

  private async lookAround(): Promise<void> {
    await this.neighbours.look();
    this.emit({ type: 'neighbours', neighbours: this.neighbours.neighbours() });
  }

  async end(): Promise<void> {
    this.sampler.stop();
    await this.ceiling?.end();
    await Promise.all([this.serial, ...this.tracks].map((track) => track.end()));
    await hostGuard.endStarted();
  }

  /** Records the processes that the calls have left running. */
  async noteLeftRunning(): Promise<void> {
    const leftRunning = await hostGuard.leftRunning();
    if (!leftRunning) return;
    const { measurement } = this.serial;
    measurement.sideEffects = { ...measurement.sideEffects, leftRunning };
    this.emit({ type: 'measurement', measurement });
  }

  /** Leaves out configurations that do not fit into the budget, and adds chunk sizes where they matter. */
  private thinOut(cores: number, { startedInMs, coldMs, waits }: Baseline): void {
    const { plan } = this.request;
    if (!plan.thin) {
      const order = mostTellingFirst(plan.configurations, { cores, waits });
      this.tracks.sort((a, b) => order.indexOf(a.configuration) - order.indexOf(b.configuration));
      return;
    }
    const serialMs = this.serial.passMs;
    const leftMs = this.leftForRoundsMs();
    const costs = { cores, waits, serialMs, leftMs, startMs: startedInMs - coldMs, rounds: plan.rounds.min };
    const kept = chooseConfigurations(plan.configurations, costs);
    const swept = sweepChunkSizes(kept, { ...costs, items: this.count, budgetMs: plan.budgetSeconds * 1_000 });
    const chosen = mostTellingFirst([...kept.filter(({ strategy }) => strategy !== 'serial'), ...swept], costs);
    this.tracks = chosen.map((one) => this.tracks.find((track) => track.configuration === one) ?? this.track(one));
    this.costs = { ...costs, rounds: affordableRounds(chosen.slice(0, MIN_CONFIGURATIONS), costs) };
  }

  /** Starts fresh processes for every pool. In the first set, each makes a first pass whose results are compared. */
  private async startAll(baseline: Baseline, first: boolean): Promise<void> {
    const tracks = [...this.tracks];
    const spentMs: number[] = [];
    for (const [index, track] of tracks.entries()) {
      const isOverdue = this.overdue.has(track.configuration.strategy);
      if (first && (isOverdue || !this.hasRoom(track, tracks.slice(0, index), spentMs))) {
        this.tracks = this.tracks.filter((other) => other !== track);
        continue;
      }
      const beganAtMs = nowMs();
      this.emit({ type: 'stage', stage: 'start', configuration: track.configuration });
      await this.attempt(track, async () => {
        if (first) {
          track.observable = this.serial.observesRounds;
          track.countsFirstPass = this.serial.countsFirstPass;
        }
        const { inputs } = await track.begin(sampleOf(baseline.inputs));
        if (!isSameDigests(inputs, baseline.inputs)) await track.takeItemsOf(baseline.track);
        await track.warmUp(baseline.itemsPerSecond);
        this.clock.reportProgress();
        if (!first) return;
        const found = track.compared(await track.firstPass(0, sampleOf(baseline.digests)));
        track.measurement.results = await compareResults(baseline.track.compared(baseline.digests), found);
        this.emit({ type: 'measurement', measurement: track.measurement });
        this.clock.reportProgress();
      });
      spentMs.push(nowMs() - beganAtMs);
      // After the first figures, while nothing is measured.
      if (first && index === 0) await this.lookAtMachine();
    }
    if (!first) return;
    if (tracks.length === 0) await this.lookAtMachine();
    const seen = new Set(
      [this.serial, ...tracks.filter((track) => track.measurement.error ?? this.tracks.includes(track))].map(
        ({ configuration }) => configuration,
      ),
    );
    const configurations = this.request.plan.configurations.filter((configuration) => !seen.has(configuration));
    if (configurations.length > 0) this.emit({ type: 'leftOut', configurations });
  }

  private async lookAtMachine(): Promise<void> {
    await this.ceiling?.start();
    await this.lookAround();
  }

  /** Returns whether one more track fits into the budget, given the time of those before it. */
  private hasRoom(track: StrategyTrack, before: readonly StrategyTrack[], spentMs: readonly number[]): boolean {
    const started = before.filter((one) => this.tracks.includes(one));
    const { configuration } = track;
    const serialMs = this.serial.passMs;
    const allMs = spentMs.reduce((sum, ms) => sum + ms, 0);
    const extrasMs = before.reduce((sum, one) => sum + extraStartMs(one.configuration, serialMs, this.cores), 0);
    const startMs = Math.max(0, allMs - extrasMs) / Math.max(1, spentMs.length);
    const leftMs = this.leftForRoundsMs();
    const roundsMs = [this.serial, ...started, track].reduce(
      (sum, one) => sum + roundMs(this.passMs(one), serialMs),
      0,
    );
    const owedMs = this.serial.measurement.rounds.length > 0 ? 0 : roundsMs;
    const next = {
      configuration,
      started: started.map((one) => one.configuration),
      expectedMs: startMs + extraStartMs(configuration, serialMs, this.cores) + owedMs,
      passMs: this.passMs(track),
      leftMs,
      isAsked: !this.request.plan.thin,
    };
    if (!mayStart(next)) return false;
    if (!this.costs || before.length < MIN_CONFIGURATIONS) return true;
    return stillFits(configuration, started, { ...this.costs, leftMs, startMs });
  }

  /** Reports and drops a strategy that cannot be measured; the others continue. Without the baseline, the run fails. */
  private async attempt(track: StrategyTrack, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (track === this.serial || !(error instanceof HostError)) throw error;
      if (error.data.name === 'TimeLimitError') this.overdue.add(track.configuration.strategy);
      track.measurement.error = error.data.name === 'HostError' ? toErrorData(error) : error.data;
      this.emit({ type: 'measurement', measurement: track.measurement });
      this.tracks = this.tracks.filter((other) => other !== track);
      await track.end();
    }
  }

  /** Runs the baseline and the fastest pool of each kind once more under the CPU profiler. */
  private async takeProfiles(folder: string | null): Promise<void> {
    await Promise.all([this.serial, ...this.tracks].map((track) => track.end()));
    this.emit({ type: 'stage', stage: 'profile', configuration: null });
    const configurations = [this.serial, ...fastestPools(this.tracks)].map(({ configuration }) => configuration);
    const run = { request: this.request, folder, serialMs: this.serial.passMs, cores: this.cores };
    this.emit({ type: 'cpuProfiles', ...(await takeCpuProfiles(configurations, run, this.events)) });
  }

  private readonly events = {
    onOutput: (stream: 'stdout' | 'stderr', text: string) => this.output.take(stream, text),
    usualPassMs: () => this.serial.passMs || 0,
    onAt: (item: number) => this.clock.noteItem(item, this.count, Number.isNaN(this.serial.passMs)),
  };

  private track(
    configuration: StrategyTrack['configuration'],
    onLongItem?: (running: RunningItem | null) => void,
  ): StrategyTrack {
    const onNoticed = (sideEffects: SideEffects): void => {
      track.measurement.sideEffects = { ...track.measurement.sideEffects, ...sideEffects };
    };
    const track = new StrategyTrack(
      configuration,
      this.request,
      { ...this.events, onNoticed, ...(onLongItem && { onLongItem }) },
      this.sampler,
    );
    return track;
  }
}

/**
 * Determines why results differ by running the function twice in one fresh process and once in another. Equal first
 * passes and a different second pass mean state kept between calls. Different first passes mean randomness.
 *
 * @param fresh creates a serial track that has not begun; called twice
 */
async function classifyNondeterminism(
  fresh: () => StrategyTrack,
  baseline: Baseline,
): Promise<Pick<Measurement, 'results' | 'resultsInFreshProcess'>> {
  const one = fresh();
  const other = fresh();
  try {
    const { inputs } = await one.begin(sampleOf(baseline.inputs));
    const first = one.compared(await one.firstPass(0, sampleOf(baseline.digests)), 'previous');
    const second = one.compared(await one.firstPass(1, sampleOf(baseline.digests)), 'last');
    // Sent items are clones; they replace the evaluated items only if those differ.
    if (!isSameDigests((await other.begin(sampleOf(baseline.inputs))).inputs, inputs)) await other.takeItemsOf(one);
    const elsewhere = other.compared(await other.firstPass(0, sampleOf(baseline.digests)), 'last');
    return {
      results: await compareResults(first, second),
      resultsInFreshProcess: await compareResults(first, elsewhere),
    };
  } finally {
    await Promise.all([one.end(), other.end()]);
  }
}

/** Counts the lines that the function prints and passes on the first 200, which bounds the memory used. */
class OutputCollector {
  lines = 0;
  private readonly pass: (stream: 'stdout' | 'stderr', text: string) => void;
  private characters = 0;

  constructor(pass: (stream: 'stdout' | 'stderr', text: string) => void) {
    this.pass = pass;
  }

  take(stream: 'stdout' | 'stderr', text: string): void {
    const room = this.lines < MOST_OUTPUT_LINES && this.characters < MOST_OUTPUT_CHARACTERS;
    for (const character of text) if (character === '\n') this.lines++;
    if (!room) return;
    this.characters += text.length;
    this.pass(stream, text.slice(0, MOST_OUTPUT_CHARACTERS));
  }
}
