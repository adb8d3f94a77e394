import type { Plan } from '../model/plan.ts';
import { chooseConfigurations } from './choose-configurations.ts';
import { affordableTracks } from './affordable-tracks.ts';
import { compareResults } from './compare-results.ts';
import { CoreSampler } from './core-sampler.ts';
import { describeMachine } from './describe-machine.ts';
import { toErrorData } from './error-data.ts';
import { monotonicMs } from './monotonic.ts';
import { OutputCollector } from './output-collector.ts';
import type { FromEngine, ToEngine } from './protocol.ts';
import { relativeIntervalWidth } from './round-statistics.ts';
import { HostError } from './strategy-process.ts';
import { type Baseline, StrategyTrack } from './strategy-track.ts';
import { tellChanceFromState } from './tell-chance-from-state.ts';

type Emit = (event: FromEngine) => void;

/** Fresh sets of processes to measure in, where the budget has room: every process keeps the machine code it happened to get. */
const MOST_ISOLATES = 3;

/** Carries out a plan: the baseline first, then the pools, then interleaved rounds until precise enough or out of budget. */
export async function runPlan(request: ToEngine, emit: Emit): Promise<void> {
  const run = new PlanRun(request, emit);
  try {
    await run.carryOut();
    emit({ type: 'outputLines', total: run.output.lines });
    emit({ type: 'done' });
  } catch (error) {
    emit({ type: 'outputLines', total: run.output.lines });
    if (!(error instanceof HostError)) throw error;
    emit({ type: 'failed', stage: error.stage, message: error.message, error: error.data });
  } finally {
    await run.end();
  }
}

class PlanRun {
  readonly output: OutputCollector;
  private readonly request: ToEngine;
  private readonly plan: Plan;
  private readonly emit: Emit;
  private readonly sampler = new CoreSampler();
  private readonly startedAtMs = monotonicMs();
  private readonly serial: StrategyTrack;
  private tracks: StrategyTrack[] = [];
  private count = 0;

  constructor(request: ToEngine, emit: Emit) {
    this.request = request;
    this.plan = request.plan;
    this.emit = emit;
    this.output = new OutputCollector((stream, text) => emit({ type: 'output', stream, text }));
    const [first, ...others] = this.plan.configurations;
    if (first?.strategy !== 'serial') throw new TypeError('a plan begins with the serial baseline');
    this.serial = this.track(first);
    this.tracks = others.map((configuration) => this.track(configuration));
  }

  async carryOut(): Promise<void> {
    const machine = describeMachine(this.request.nodeSource);
    this.emit({ type: 'machine', machine });
    this.sampler.onSample = (sample) => this.emit({ type: 'cores', ...sample, atMs: sample.atMs - this.startedAtMs });
    this.sampler.start();
    const baseline = await this.measureBaseline();
    if (this.plan.thin) {
      const kept = chooseConfigurations(this.plan.configurations, {
        serialMs: this.serial.passMs,
        leftMs: this.leftMs(),
        cores: machine.availableParallelism,
      });
      this.tracks = this.tracks.filter((track) => kept.includes(track.configuration));
    }
    const beganAtMs = monotonicMs();
    for (const track of [...this.tracks]) await this.attempt(track, () => this.startParallel(track, baseline, true));
    const generationMs = monotonicMs() - beganAtMs;
    await this.measureRounds(baseline, generationMs);
    if (this.tracks.some(({ measurement }) => measurement.results?.equal === false)) {
      const explained = await tellChanceFromState(() => this.track(this.serial.configuration));
      Object.assign(this.serial.measurement, explained);
    }
    for (const track of [this.serial, ...this.tracks]) {
      this.emit({ type: 'stage', stage: 'observe', configuration: track.configuration });
      await this.attempt(track, () => track.observe());
      this.emit({ type: 'measurement', measurement: track.measurement });
    }
  }

  async end(): Promise<void> {
    this.sampler.stop();
    await Promise.all([this.serial, ...this.tracks].map((track) => track.end()));
  }

  private async measureBaseline(): Promise<Baseline> {
    const { serial } = this;
    this.emit({ type: 'stage', stage: 'load', configuration: serial.configuration });
    const started = await serial.begin();
    this.count = started.count;
    this.emit({ type: 'inputs', count: started.count, preview: started.preview });
    this.emit({ type: 'stage', stage: 'serial', configuration: serial.configuration });
    const itemsPerSecond = await serial.warmUp(null);
    const digests = await serial.firstPass(0);
    this.emit({ type: 'measurement', measurement: serial.measurement });
    const { failedItems, failures } = serial.measurement;
    const first = failures[0];
    if (first && failedItems === started.count) {
      throw new HostError(
        'run',
        `the function threw for every one of the ${started.count} items; for the first, ${first.input}: ${first.error.name}: ${first.error.message}`,
        first.error,
      );
    }
    return { track: serial, digests, inputsDigest: started.inputsDigest, itemsPerSecond };
  }

  private async startParallel(track: StrategyTrack, baseline: Baseline, first: boolean): Promise<void> {
    this.emit({ type: 'stage', stage: 'start', configuration: track.configuration });
    const started = await track.begin();
    if (started.inputsDigest !== baseline.inputsDigest) await track.takeItemsOf(baseline.track);
    await track.warmUp(baseline.itemsPerSecond);
    this.progress();
    if (!first) return;
    const digests = await track.firstPass(0);
    track.measurement.results = await compareResults(
      baseline.track.compared(baseline.digests),
      track.compared(digests),
    );
    this.emit({ type: 'measurement', measurement: track.measurement });
    this.progress();
  }

  private async measureRounds(baseline: Baseline, generationMs: number): Promise<void> {
    const room = Math.floor((0.5 * this.plan.budgetSeconds * 1_000) / Math.max(generationMs, 1));
    const isolates = Math.min(MOST_ISOLATES, Math.max(1, room));
    let index = 1;
    for (let isolate = 0; isolate < isolates; isolate++) {
      if (isolate > 0) {
        if (this.leftMs() < generationMs * 1.5) return;
        await this.restart(baseline);
      }
      const sliceMs = this.leftMs() - (isolates - 1 - isolate) * generationMs;
      const untilMs = monotonicMs() + sliceMs / (isolates - isolate);
      const mostRounds = Math.ceil(this.plan.rounds.max / isolates) * (isolate + 1);
      for (; index <= mostRounds; index++) {
        // Start-up alone can eat a small budget; an answer needs a round of everybody, and quick rounds a few.
        const tracks = this.owesRounds() ? [this.serial, ...this.tracks] : this.affordable(untilMs - monotonicMs());
        if (tracks.length < Math.min(2, 1 + this.tracks.length) || (index >= this.plan.rounds.min && this.isPrecise()))
          break;
        this.emit({ type: 'stage', stage: 'rounds', configuration: null });
        for (const track of tracks) {
          await this.attempt(track, async () => {
            const round = await track.round(index);
            this.emit({ type: 'round', configuration: track.configuration, round });
          });
          this.progress();
        }
      }
    }
  }

  private owesRounds(): boolean {
    const all = [this.serial, ...this.tracks];
    const fewest = Math.min(...all.map(({ measurement }) => measurement.rounds.length));
    const roundMs = all.reduce((sum, { passMs }) => sum + Math.max(passMs, 50), 0);
    const isQuick = roundMs * this.plan.rounds.min < 0.3 * this.plan.budgetSeconds * 1_000;
    return fewest < (isQuick ? this.plan.rounds.min : 1);
  }

  private affordable(leftMs: number): StrategyTrack[] {
    return affordableTracks(this.serial, this.tracks, leftMs);
  }

  private async restart(baseline: Baseline): Promise<void> {
    const all = [this.serial, ...this.tracks];
    await Promise.all(all.map((track) => track.end()));
    const started = await this.serial.begin();
    await this.serial.warmUp(null);
    const fresh = { ...baseline, inputsDigest: started.inputsDigest };
    for (const track of [...this.tracks]) await this.attempt(track, () => this.startParallel(track, fresh, false));
  }

  /** A strategy that cannot be measured is told as such and dropped; the others go on. The baseline cannot be done without. */
  private async attempt(track: StrategyTrack, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (track === this.serial || !(error instanceof HostError)) throw error;
      track.measurement.error = error.data.name === 'HostError' ? toErrorData(error) : error.data;
      this.emit({ type: 'measurement', measurement: track.measurement });
      this.tracks = this.tracks.filter((other) => other !== track);
      await track.end();
    }
  }

  private isPrecise(): boolean {
    const serial = this.serial.measurement.rounds;
    return this.tracks.every((track) => relativeIntervalWidth(serial, track.measurement.rounds) <= this.plan.precision);
  }

  private leftMs(): number {
    return this.plan.budgetSeconds * 1_000 - (monotonicMs() - this.startedAtMs);
  }

  private progress(): void {
    const elapsedMs = monotonicMs() - this.startedAtMs;
    const leftMs = Math.max(0, this.leftMs());
    this.emit({ type: 'progress', fraction: elapsedMs / (elapsedMs + leftMs), leftMs });
  }

  private track(configuration: StrategyTrack['configuration']): StrategyTrack {
    const events = {
      onOutput: (stream: 'stdout' | 'stderr', text: string) => this.output.take(stream, text),
      onAt: (item: number) => this.serialAt(item),
    };
    return new StrategyTrack(configuration, this.request, events, this.sampler);
  }

  /** During the first serial pass the end is unknown; the share of items done tells it. */
  private serialAt(item: number): void {
    if (this.count === 0 || item === 0 || !Number.isNaN(this.serial.passMs)) return;
    const elapsedMs = monotonicMs() - this.startedAtMs;
    const leftMs = Math.max((elapsedMs * (this.count - item)) / item + elapsedMs, this.leftMs());
    this.emit({ type: 'progress', fraction: elapsedMs / (elapsedMs + leftMs), leftMs });
  }
}
