import { availableParallelism } from 'node:os';
import type { ComparedCommitResults, ComparedReplica, ComparedSide } from '../../model/commit-comparison.ts';
import type { Configuration } from '../../model/plan.ts';
import { nowMs } from '../../multiprocessing/clock.ts';
import { roundMs } from '../host/round-length.ts';
import { CoreSampler } from '../machine/core-sampler.ts';
import { describeMachine } from '../machine/describe-machine.ts';
import type { CompareRequest, FromEngine } from '../protocol.ts';
import { type DigestLimit, isSameDigests, type ItemDigests, sampleOf } from '../values/digest-items.ts';
import { refuseIfAllFailed } from './baseline.ts';
import { compareResults } from './compare-results.ts';
import { HostError } from './strategy-process.ts';
import { StrategyTrack } from './strategy-track.ts';

const SERIAL: Configuration = { strategy: 'serial', workers: 1, chunkSize: null };
/** Maximum share of the budget for the rounds of one replica. Slower functions run once per process. */
const REPLICA_SHARE = 0.1;
/** Share of the budget for digests of the inputs and the results. */
const DIGEST_SHARE = 0.05;

type Emit = (event: FromEngine) => void;

/**
 * Measures one function in two versions, in pairs of fresh processes, until the budget is spent. The client stops it as
 * soon as its test has an answer.
 */
export async function runComparison(request: CompareRequest, emit: Emit): Promise<void> {
  const run = new ComparisonRun(request, emit);
  try {
    await run.carryOut();
    emit({ type: 'done' });
  } catch (error) {
    if (!(error instanceof SideError)) throw error;
    const { stage, message, data } = error.cause;
    emit({ type: 'failed', stage, message, error: data, side: error.side });
  } finally {
    await run.end();
  }
}

/** The failure of one side's process. */
class SideError extends Error {
  override readonly name = 'SideError';
  override readonly cause: HostError;
  readonly side: ComparedSide;

  constructor(side: ComparedSide, cause: HostError) {
    super(cause.message);
    this.side = side;
    this.cause = cause;
  }
}

/** Items of the first base process, for all processes whose expression yields others. */
interface SharedItems {
  digests: ItemDigests;
  /** `null` as long as every process has the same items. */
  items: unknown[] | null;
  /** Whether that base process is running. */
  isFresh: boolean;
}

class ComparisonRun {
  readonly #budgetMs: number;
  readonly #nodeSource: CompareRequest['nodeSource'];
  readonly #emit: Emit;
  readonly #beganAtMs = nowMs();
  readonly #sampler = new CoreSampler();
  readonly #tracks: Record<ComparedSide, StrategyTrack>;
  readonly #digestLimit: DigestLimit;
  /** Alternates, so that neither side is always the first to start, warm up and be timed. */
  #order: readonly [ComparedSide, ComparedSide] = ['base', 'head'];
  #shared: SharedItems | null = null;
  /** Differences between the first two rounds of each process, as logarithms. */
  readonly #spreads: number[] = [];
  #results: ComparedCommitResults | null = null;
  #baseDigests: ItemDigests | null = null;

  constructor(request: CompareRequest, emit: Emit) {
    this.#budgetMs = request.plan.budgetSeconds * 1_000;
    this.#digestLimit = { atMostMs: DIGEST_SHARE * this.#budgetMs };
    this.#nodeSource = request.nodeSource;
    this.#emit = emit;
    const ignore = (): void => undefined;
    const events = { onAt: ignore, onOutput: ignore };
    this.#tracks = {
      base: new StrategyTrack(SERIAL, request, events, this.#sampler),
      head: new StrategyTrack(SERIAL, { ...request, ...request.head }, events, this.#sampler),
    };
  }

  async carryOut(): Promise<void> {
    this.#emit({ type: 'machine', machine: describeMachine(this.#nodeSource) });
    this.#emit({ type: 'stage', stage: 'load', configuration: SERIAL });
    for (let index = 0, longestMs = 0; index === 0 || this.#leftMs() > longestMs; index++) {
      const beganAtMs = nowMs();
      this.#emit({ type: 'replica', replica: await this.#measureReplica(index) });
      // The first replica also compares the results.
      if (index > 0) longestMs = Math.max(longestMs, nowMs() - beganAtMs);
      const leftMs = Math.max(0, this.#leftMs());
      this.#emit({ type: 'progress', fraction: 1 - leftMs / this.#budgetMs, leftMs });
    }
  }

  async end(): Promise<void> {
    this.#sampler.stop();
    await this.#inBoth((track) => track.end());
  }

  #leftMs(): number {
    return this.#budgetMs - (nowMs() - this.#beganAtMs);
  }

  async #measureReplica(index: number): Promise<ComparedReplica> {
    this.#order = index % 2 === 0 ? ['base', 'head'] : ['head', 'base'];
    await this.#start();
    // Both at once: they slow each other down equally.
    await this.#inBoth((track) => track.warmUp(null), availableParallelism() > 1);
    if (index === 0) await this.#compareResults();
    else if (index === 1 && this.#results?.equal === false) await this.#checkFreshProcess(this.#results);
    if (index === 0) this.#emit({ type: 'stage', stage: 'rounds', configuration: SERIAL });
    const replica = await this.#measureRounds();
    await this.#inBoth((track) => track.end());
    return replica;
  }

  /** Starts two fresh processes with the same items. */
  async #start(): Promise<void> {
    const shared = (this.#shared ??= await this.#evaluate());
    const differ: boolean[] = [];
    await this.#inBoth(async (track, side) => {
      if (side === 'base' && shared.isFresh) return;
      const { inputs } = await track.begin(sampleOf(shared.digests));
      differ.push(!isSameDigests(inputs, shared.digests));
    }, true);
    if (differ.includes(true)) {
      const items = (shared.items ??= await this.#on('base', (track) => track.sendItems()));
      // Copies may be represented differently in memory, so both sides use copies.
      await this.#inBoth((track) => track.useItems(items));
    }
    shared.isFresh = false;
  }

  /** Starts the first base process, whose items all others receive. */
  async #evaluate(): Promise<SharedItems> {
    const { inputs, count, preview } = await this.#on('base', (track) => track.begin(this.#digestLimit));
    this.#emit({ type: 'inputs', count, preview });
    return { digests: inputs, items: null, isFresh: true };
  }

  async #measureRounds(): Promise<ComparedReplica> {
    const [first, second] = this.#order;
    const replica: ComparedReplica = { baseMs: [], headMs: [], first };
    const { base, head } = this.#tracks;
    const fourMs = 2 * (roundMs(base.passMs, base.passMs) + roundMs(head.passMs, base.passMs));
    const isLong = fourMs > REPLICA_SHARE * this.#budgetMs;
    const block: ComparedSide[] = isLong ? [first, second] : [first, second, second, first];
    const blocks = isLong ? 1 : blocksFor(this.#spreads);
    const order = Array.from({ length: blocks }, (_, at) => (at % 2 === 0 ? block : block.map(otherSide))).flat();
    for (const side of order) {
      const { wallMs } = await this.#on(side, (track) => track.round(1, base.passMs));
      replica[`${side}Ms`].push(wallMs);
    }
    for (const [one, other] of [replica.baseMs, replica.headMs])
      if (one !== undefined && other !== undefined) this.#spreads.push(Math.abs(Math.log(one / other)));
    return replica;
  }

  async #compareResults(): Promise<void> {
    const { base, head } = this.#tracks;
    const digests = await this.#on('base', (track) => track.firstPass(0, this.#digestLimit));
    const headDigests = await this.#on('head', (track) => track.firstPass(0, sampleOf(digests)));
    await this.#inBoth((track) => refuseIfAllFailed(track.measurement, digests.count));
    const found = await compareResults(base.compared(digests), head.compared(headDigests));
    const failedItems = { base: base.measurement.failedItems, head: head.measurement.failedItems };
    this.#baseDigests = digests;
    this.#results = { ...found, failedItems, deterministic: found.equal ? null : await this.#repeatsItself() };
    this.#emit({ type: 'comparedResults', results: this.#results });
  }

  /** Returns whether another call of the base returns the same results. */
  async #repeatsItself(): Promise<boolean> {
    const digests = this.#baseDigests;
    if (!digests) return true;
    return isSameDigests(await this.#on('base', (track) => track.firstPass(0, sampleOf(digests))), digests);
  }

  async #checkFreshProcess(results: ComparedCommitResults): Promise<void> {
    this.#results = { ...results, deterministic: results.deterministic === true && (await this.#repeatsItself()) };
    this.#emit({ type: 'comparedResults', results: this.#results });
  }

  async #inBoth(action: (track: StrategyTrack, side: ComparedSide) => unknown, atOnce = false): Promise<void> {
    const sides = this.#order;
    const onSide = (side: ComparedSide): Promise<unknown> => this.#on(side, (track) => action(track, side));
    if (atOnce) await Promise.all(sides.map(onSide));
    else for (const side of sides) await onSide(side);
  }

  async #on<Value>(side: ComparedSide, action: (track: StrategyTrack) => Promise<Value> | Value): Promise<Value> {
    try {
      return await action(this.#tracks[side]);
    } catch (error) {
      throw error instanceof HostError ? new SideError(side, error) : error;
    }
  }
}

/**
 * Returns the number of blocks of four rounds per replica. On a quiet machine, variation between processes dominates,
 * so more processes help; on a busy one, more rounds do. The choice depends only on the noise, not on which side is
 * faster.
 */
function blocksFor(spreads: readonly number[]): number {
  const typical = spreads.toSorted((a, b) => a - b)[spreads.length >> 1] ?? 0;
  if (typical < 0.05) return 1;
  return typical < 0.1 ? 2 : 4;
}

function otherSide(side: ComparedSide): ComparedSide {
  return side === 'base' ? 'head' : 'base';
}
