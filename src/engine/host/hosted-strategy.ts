import { serialize } from 'node:v8';
import type { SideEffects, ValueProblem, ItemFailure } from '../../model/measurement.ts';
import { isLocalPool } from '../../model/plan.ts';
import { targetVariable } from '../loading/module-map.ts';
import { toErrorData } from '../values/error-data.ts';
import {
  type DigestLimit,
  differingItems,
  digestItems,
  type ItemDigests,
  sampledCount,
} from '../values/digest-items.ts';
import { digestInto } from '../values/digest-value.ts';
import { findValueProblems } from '../values/find-value-problems.ts';
import type { FromHost, PassOutcome, ToHost } from './protocol.ts';
import { createFarmRunner } from './farm-runner.ts';
import { createPoolRunner } from './pool-runner.ts';
import type { LoadedTarget } from './target-module.ts';
import type { TraceWriter } from './item-trace.ts';
import { type Whereabouts, createLocalRunner } from './local-runner.ts';
import { measureRetained } from './measure-retained.ts';
import { nowMs } from '../../multiprocessing/clock.ts';
import { readRssBytes } from '../machine/read-rss.ts';
import { preview } from '../values/preview.ts';
import { RejectionLog } from './rejection-log.ts';
import { typicalPassMs } from './round-length.ts';
import { TaskFailure, type Runner } from './runner.ts';
import { SideEffectsWatch } from './side-effects-watch.ts';
import type * as TargetModule from './target-module.ts';
import type { Inputs } from '../../model/inputs.ts';
import { EffectsAudit } from './effects-audit.ts';
import { evaluateInputs } from './evaluate-inputs.ts';

const LOOK_AT = 100;
const MOST_LABELS = 64;

type Start = Extract<ToHost, { type: 'start' }>;

const MOST_FAILURES = 1_000;
/** Of the texts of the failures that are kept in full. */
const MOST_CHARACTERS = 100_000;
const LOOK_FOR_CHANGES_AT = 1_000;
/** Time spent checking whether the first calls change an argument, in ms. */
const LOOK_FOR_CHANGES_MS = 50;
const COPIED_AT_MOST = 10_000;
/** Trial calls with one item: enough for the compiler to optimize short ones. */
const MOST_TRIALS = 20;
const TRIALS_MS = 30;

/** One configuration in its own process: the user's module loaded, the items evaluated, the pool started. */
export class HostedStrategy {
  private readonly start: Start;
  private readonly loaded: TargetModule.LoadedTarget;
  private items: unknown[];
  private readonly runner: Runner;
  private lastResults: unknown[] = [];
  private previousResults: unknown[] = [];
  private mutates = false;
  /**
   * A copy of the items, made before the first call; `null` if they cannot be cloned or are too many. Baseline only.
   */
  private readonly pristine: unknown[] | null;
  private readonly effects = new SideEffectsWatch();
  private readonly rejections: RejectionLog | null;
  private readonly notice: (sideEffects: SideEffects) => void;

  private constructor(
    start: Start,
    loaded: TargetModule.LoadedTarget,
    items: unknown[],
    runner: Runner,
    rejections: RejectionLog | null,
    notice: (sideEffects: SideEffects) => void,
  ) {
    this.start = start;
    this.loaded = loaded;
    this.items = items;
    this.runner = runner;
    this.rejections = rejections;
    this.notice = notice;
    this.pristine = this.isBaseline && items.length <= COPIED_AT_MOST ? copyOf(items) : null;
  }

  /** @param notice receives the side effects of the calls */
  static async create(
    start: Start,
    whereabouts: Whereabouts,
    trace: TraceWriter,
    notice: (sideEffects: SideEffects) => void,
  ): Promise<HostedStrategy> {
    trace.note('load');
    const { loadTarget } = (await import(start.targetModule)) as typeof TargetModule;
    const loaded = await loadTarget();
    trace.note('inputs');
    const items = await evaluateItems(start.inputs, loaded);
    trace.note('pool');
    const { strategy } = start.configuration;
    // Created after the target was loaded in this process, because only workers write to the log.
    const rejections = isLocalPool(strategy) ? new RejectionLog() : null;
    const runner = await createRunner(start, loaded.target, whereabouts, trace);
    trace.note('answer');
    return new HostedStrategy(start, loaded, items, runner, rejections, notice);
  }

  /**
   * Returns items that no earlier call has changed: evaluated again, or copied if the expression refers to changed
   * values.
   */
  private async freshItems(): Promise<unknown[]> {
    const again = await evaluateItems(this.start.inputs, this.loaded);
    return this.pristine === null || isSame(again, this.pristine, this.start.digest)
      ? again
      : structuredClone(this.pristine);
  }

  private pids(): number[] {
    return [process.pid, ...this.runner.pids()];
  }

  private get isBaseline(): boolean {
    return this.start.configuration.strategy === 'serial';
  }

  started(): FromHost {
    return {
      type: 'started',
      startupMs: this.runner.startupMs,
      chunkSize:
        this.runner.chunkSize === null
          ? null
          : this.runner.chunkSize || Math.ceil(this.items.length / (4 * this.start.configuration.workers)),
      count: this.items.length,
      preview: this.items.slice(0, 5).map((item) => preview(item)),
      labels: this.start.watchItems ? this.items.slice(0, MOST_LABELS).map((item) => preview(item, 40)) : [],
      inputs: digestItems(this.items, this.start.digest),
      pids: this.pids(),
    };
  }

  async answer(message: Exclude<ToHost, Start>): Promise<FromHost> {
    try {
      return await this.carryOut(message);
    } finally {
      const rejections = this.rejections?.read();
      if (rejections) this.notice({ rejections });
    }
  }

  private async carryOut(message: Exclude<ToHost, Start>): Promise<FromHost> {
    switch (message.type) {
      case 'items':
        this.items = message.items;
        return { type: 'ok' };
      case 'warm':
        return await this.warm(message);
      case 'pass':
        return { type: 'passed', outcome: await this.pass(message) };
      case 'try':
        return await this.tryItem(message);
      case 'retain':
        return { type: 'retained', bytesPerCall: await this.retained(message.count) };
      case 'sendItems':
        return { type: 'sentItems', items: this.items };
      case 'sendResult':
        return {
          type: 'sentResult',
          value: asCloned((message.pass === 'last' ? this.lastResults : this.previousResults)[message.item]),
        };
      case 'audit':
        return await this.auditCalls(message.atMostMs);
      case 'stop':
        await this.runner.stop();
        return { type: 'ok' };
      case 'leave':
        await this.runner.finish();
        return { type: 'ok' };
    }
  }

  private async retained(count: number): Promise<number[]> {
    const run = async (): Promise<void> => {
      if (this.mutates) this.items = await this.freshItems();
      await this.runner.run(this.items.slice(0, count), false);
    };
    return await measureRetained(run, count);
  }

  private async tryItem({ item, spread }: Extract<ToHost, { type: 'try' }>): Promise<FromHost> {
    const create = this.items[item] as () => unknown;
    const startedAtMs = nowMs();
    let callMs = Infinity;
    let itemBytes = 0;
    for (let call = 0; call === 0 || (call < MOST_TRIALS && nowMs() - startedAtMs < TRIALS_MS); call++) {
      // Each call gets its own item, because calls may change it.
      const value = create();
      if (call === 0) itemBytes = serialize(value).byteLength;
      const given = spread && Array.isArray(value) ? (value as unknown[]) : [value];
      const beganAtMs = nowMs();
      await this.loaded.target(...given);
      callMs = Math.min(callMs, nowMs() - beganAtMs);
    }
    return { type: 'tried', callMs, itemBytes };
  }

  private async auditCalls(atMostMs: number): Promise<FromHost> {
    const audit = new EffectsAudit();
    const startedAtMs = nowMs();
    const items = await this.runner.warm(this.items, atMostMs);
    return { type: 'audited', items, tookMs: nowMs() - startedAtMs, effects: audit.end() };
  }

  private async warm({ count, atLeastMs, atMostMs }: Extract<ToHost, { type: 'warm' }>): Promise<FromHost> {
    // Only the first calls count: later calls may find the argument already changed.
    const some = count < this.items.length ? this.items.slice(0, count) : this.items;
    const first = some.slice(0, LOOK_FOR_CHANGES_AT);
    const before = this.isBaseline ? digestItems(first, { atMostMs: LOOK_FOR_CHANGES_MS }) : null;
    const startedAtMs = nowMs();
    const items = await this.runner.warm(some, atMostMs);
    const firstMs = nowMs() - startedAtMs;
    if (before && countChanged(first, before) > 0) this.mutates = true;
    else while (nowMs() - startedAtMs < atLeastMs) await this.runner.run(some, false);
    return { type: 'warmed', items, firstMs };
  }

  private async pass({ repeats, observe, digest }: Extract<ToHost, { type: 'pass' }>): Promise<PassOutcome> {
    let before: ItemDigests | null = null;
    const passesMs: number[] = [];
    let pass = null;
    let startedAtMs = 0;
    const watched = this.isBaseline && digest ? await this.effects.watchPass() : null;
    for (let repeat = 0; repeat < repeats; repeat++) {
      // A function that mutates its arguments gets fresh ones for every pass, outside the measured time.
      if (this.mutates) this.items = await this.freshItems();
      if (this.isBaseline && digest) before = digestItems(this.items, digest);
      pass = await this.runner.run(this.items, observe && repeat === repeats - 1);
      passesMs.push(pass.endedAtMs - pass.startedAtMs);
      if (repeat === 0) startedAtMs = pass.startedAtMs;
    }
    if (watched) this.notice(await watched());
    if (!pass) throw new RangeError(`repeats must be at least 1, got ${repeats}`);
    if (digest) {
      this.previousResults = this.lastResults;
      this.lastResults = pass.results;
    }
    const workerRssBytes = this.runner.workerRssBytes();
    const mutatedItems = before ? countChanged(this.items, before) : 0;
    if (mutatedItems > 0) this.mutates = true;
    const failures = failuresAmong(pass.results, this.items);
    return {
      wallMs: typicalPassMs(passesMs),
      startedAtMs,
      endedAtMs: pass.endedAtMs,
      digests: digest ? digestItems(pass.results, digest, digestResult) : null,
      failures: failures.first,
      failedItems: failures.count,
      observed: pass.observed,
      pids: this.pids(),
      rssBytes: workerRssBytes === null ? null : readRssBytes() + workerRssBytes,
      mutatedItems,
      ...(before && before.step > 1 && { mutatedOf: sampledCount(before.count, before.step) }),
      problems: this.isBaseline && digest ? findProblemsAmong(this.items, pass.results) : [],
    };
  }
}

/** Returns a result as it would arrive from another process, or its preview if it cannot be cloned. */
function asCloned(result: unknown): unknown {
  if (result instanceof TaskFailure)
    return `throws ${toErrorData(result.thrown).name}: ${toErrorData(result.thrown).message}`;
  try {
    return structuredClone(result);
  } catch (error) {
    return `${preview(result)} (${toErrorData(error).message})`;
  }
}

/** Returns a copy of the items, or `null` if they cannot be cloned. */
function copyOf(items: unknown[]): unknown[] | null {
  try {
    return structuredClone(items);
  } catch {
    // A value cannot be cloned, is nested too deeply, or has a getter that throws.
    return null;
  }
}

/** Creates the runner for a configuration: serial, promises, or a pool. */
async function createRunner(
  start: Extract<ToHost, { type: 'start' }>,
  target: LoadedTarget['target'],
  whereabouts: Whereabouts,
  trace: TraceWriter,
): Promise<Runner> {
  const { configuration, targetModule, threadWorker, processWorker } = start;
  const { spread } = start.inputs;
  if (configuration.strategy === 'bullmq') {
    const { farm, queueWorker } = start;
    const module = process.env[targetVariable] ?? '';
    if (farm === null) throw new TypeError('a plan with bullmq has a queue');
    return await createFarmRunner({ configuration, farm, queueWorker, module, target, spread, trace });
  }
  if (isLocalPool(configuration.strategy))
    return await createPoolRunner({
      configuration,
      targetModule,
      spread,
      programs: { threadWorker, processWorker },
      trace,
    });
  return createLocalRunner(
    spread ? (tuple) => target(...(tuple as unknown[])) : target,
    configuration.strategy === 'serial' ? 1 : configuration.workers,
    whereabouts,
    trace,
  );
}

/**
 * Finds values that do not survive cloning: among the first hundred items on the way to a worker, and among the results
 * on the way back.
 */
function findProblemsAmong(items: readonly unknown[], results: readonly unknown[]): ValueProblem[] {
  const found = [
    ...items.slice(0, LOOK_AT).flatMap((item, index) => findValueProblems(item, 'argument', index)),
    ...results
      .slice(0, LOOK_AT)
      .flatMap((result, index) => (result instanceof TaskFailure ? [] : findValueProblems(result, 'result', index))),
  ];
  const reported = new Set<string>();
  return found.filter(({ problem, where, path }) => {
    const key = `${problem} ${where} ${path}`;
    if (reported.has(key)) return false;
    reported.add(key);
    return true;
  });
}

/** Evaluates the items of these inputs again. With `spread`, each item is a list of arguments. */
async function evaluateItems(inputs: Inputs, loaded: LoadedTarget): Promise<unknown[]> {
  const items = await evaluateInputs(inputs, () => loaded.inputs());
  return inputs.spread ? items.map((item) => (Array.isArray(item) ? (item as unknown[]) : [item])) : items;
}

/** Returns whether both lists have the same items, as far as they are digested. */
function isSame(one: readonly unknown[], other: readonly unknown[], limit: DigestLimit): boolean {
  const digests = digestItems(one, limit);
  return one.length === other.length && countChanged(other, digests) === 0;
}

/** Returns how many of the digested items no longer have the digest they had `before`. */
function countChanged(items: readonly unknown[], before: ItemDigests): number {
  return differingItems(before, digestItems(items, before)).length;
}

/** Digests a result. All failures have the same digest. */
function digestResult(lanes: Uint32Array, at: number, result: unknown): void {
  digestInto(lanes, at, result instanceof TaskFailure ? 'failed' : result);
}

/** Returns the first items that failed and the number of failures. */
function failuresAmong(
  results: readonly unknown[],
  items: readonly unknown[],
): { count: number; first: ItemFailure[] } {
  const first: ItemFailure[] = [];
  let count = 0;
  let characters = 0;
  for (let item = 0; item < results.length; item++) {
    const result = results[item];
    if (!(result instanceof TaskFailure)) continue;
    if (count++ >= MOST_FAILURES) continue;
    const error =
      characters < MOST_CHARACTERS ? toErrorData(result.thrown) : toErrorData(result.thrown, { isBrief: true });
    characters += error.message.length + (error.stack?.length ?? 0);
    first.push({ item, input: preview(items[item]), error });
  }
  return { count, first };
}
