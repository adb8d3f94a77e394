import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { ErrorData, SideEffects } from '../../model/measurement.ts';
import { type Configuration, isPoolStrategy, type Plan } from '../../model/plan.ts';
import {
  type FromHost,
  longItemDescriptor,
  type PassOutcome,
  type RunningItem,
  type ToHost,
} from '../host/protocol.ts';
import type { DigestLimit } from '../values/digest-items.ts';
import { signalChild } from '../../multiprocessing/bound-child.ts';
import { nowMs } from '../../multiprocessing/clock.ts';
import { adviceFor } from '../../multiprocessing/machine-limits.ts';
import { readMemoryKills } from '../machine/control-group.ts';
import { memoryLimit } from '../machine/describe-machine.ts';
import { type TraceEntry, TraceReader } from '../host/item-trace.ts';
import { hostGuard } from './host-guard.ts';
import { describeHostEnd, describeOverdue, nameItem, stageOfRun } from './describe-host-end.ts';
import { newToken, readWire, toWire } from '../../multiprocessing/wire/process-wire.ts';
import { runtimeOf } from '../loading/module-map.ts';
import type { ModuleRequest } from '../protocol.ts';

/** The failure of a strategy host to fulfil a request, or its unexpected end. */
export class HostError extends Error {
  override readonly name = 'HostError';
  readonly stage: 'inputs' | 'load' | 'run';
  /** The error thrown by the user's code, if any. */
  readonly data: ErrorData;

  constructor(stage: HostError['stage'], message: string, data: ErrorData) {
    super(message);
    this.stage = stage;
    this.data = data;
  }
}

export interface HostEvents {
  onAt(item: number): void;
  onOutput(stream: 'stdout' | 'stderr', text: string): void;
  /** Receives a long call of the serial strategy repeatedly while it runs, and `null` when it has returned. */
  onLongItem?(running: RunningItem | null): void;
  /** How long a serial pass takes, in ms; 0 while it is not known. */
  usualPassMs?(): number;
  /** Receives the side effects of the calls. */
  onNoticed?(sideEffects: SideEffects): void;
}

type Answer = Exclude<FromHost, { type: 'at' | 'noticed' | 'failed' }>;
type AnswerTo<Type extends ToHost['type']> = Extract<
  Answer,
  {
    type: {
      start: 'started';
      items: 'ok';
      warm: 'warmed';
      pass: 'passed';
      try: 'tried';
      retain: 'retained';
      sendItems: 'sentItems';
      sendResult: 'sentResult';
      audit: 'audited';
      stop: 'ok';
      leave: 'ok';
    }[Type];
  }
>;

const GRACE_MS = 2_000;
/** For the output of a process that has exited. */
const OUTPUT_GRACE_MS = 200;
const STDERR_KEPT = 4_000;
const LOOK_EVERY_MS = 500;
/** Of the time limit, where no file can be made for signs of life. */
const UNTRACED_FACTOR = 10;
/**
 * Of the time limit, until Node runs our program: on a busy machine that alone may take longer than a short limit for the
 * user's code. No more than `START_MS`, unless the limit is longer.
 */
const START_FACTOR = 5;
const START_MS = 30_000;
/** A pass of a pool may take so many serial ones before it counts as overdue. */
const POOL_PASSES = 4;

/** The engine's side of one strategy host: a fresh Node process with the user's module loaded. */
export class StrategyProcess {
  readonly configuration: Configuration;
  readonly pid: number;
  private readonly child: ChildProcess;
  private readonly token = newToken();
  private readonly watchesItems: boolean;
  private readonly exited: Promise<void>;
  private waiting: { resolve: (answer: Answer) => void; reject: (error: HostError) => void } | null = null;
  private readonly trace = new TraceReader();
  private readonly events: HostEvents;
  private readonly timeLimitMs: number;
  /** Before it started. */
  private readonly memoryKills = readMemoryKills();
  /** Where the function was when the process exited by itself. */
  private exitItem: number | null = null;
  private preview: readonly string[] = [];
  private stderr = '';
  private lost: HostError | null = null;

  /** @param nodeOptions further arguments for Node, such as those of a profiler */
  constructor(
    configuration: Configuration,
    request: ModuleRequest,
    events: HostEvents,
    nodeOptions: readonly string[] = [],
  ) {
    this.configuration = configuration;
    this.events = events;
    this.timeLimitMs = request.plan.timeLimitSeconds * 1_000;
    const { env, execArgv } = runtimeOf(request.module, request.programs.moduleHooks);
    this.child = fork(request.programs.strategyHost, [], {
      cwd: request.cwd,
      env: { ...process.env, ...env, ...hostGuard.environment },
      execArgv: [...execArgv, ...nodeOptions],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe', this.trace.descriptor ?? 'ignore'],
    });
    this.pid = this.child.pid ?? -1;
    this.watchesItems = events.onLongItem !== undefined && configuration.strategy === 'serial';
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => events.onOutput('stdout', text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr = (this.stderr + text).slice(-STDERR_KEPT);
      events.onOutput('stderr', text);
    });
    this.child.on('message', (received) => {
      // Messages of the user's code come through the same channel.
      const message = readWire(received, this.token) as FromHost | null;
      if (message !== null) this.receive(message, events);
    });
    if (this.watchesItems) this.readLongItems(events);
    hostGuard.add({
      pid: this.pid,
      workers: processesOf(configuration, request.plan),
      stopFor: (message) => this.stop(new HostError('run', message, { name: 'ProcessLimitError', message })),
    });
    this.exited = new Promise((resolve) => {
      this.child.once('exit', (code, signal) => {
        hostGuard.remove(this.pid);
        const finish = (): void => {
          clearTimeout(timer);
          this.child.off('close', finish);
          this.lose(code, signal);
          this.trace.close();
          resolve();
        };
        // The rest of its output may say why it ended. A process that it started may keep the pipe open.
        const timer = setTimeout(finish, OUTPUT_GRACE_MS);
        this.child.once('close', finish);
      });
      this.child.on('error', (error: NodeJS.ErrnoException) => {
        const message = `A Node process could not be started: ${error.message}. ${adviceFor(error)}`.trim();
        this.lost ??= new HostError('load', message, { name: error.name, message });
        this.fail(this.lost);
        resolve();
      });
    });
  }

  /**
   * Loads the module, evaluates the inputs and starts the pool.
   *
   * @param digest how many of the inputs to digest
   */
  async start(plan: Plan, programs: ModuleRequest['programs'], digest: DigestLimit): Promise<AnswerTo<'start'>> {
    const started = await this.ask({
      type: 'start',
      configuration: this.configuration,
      inputs: plan.inputs,
      targetModule: programs.targetModule,
      threadWorker: programs.threadWorker,
      processWorker: programs.processWorker,
      queueWorker: programs.queueWorker,
      farm: plan.farm ?? null,
      digest,
      watchItems: this.watchesItems,
    });
    this.preview = started.preview;
    return started;
  }

  async pass(options: { repeats: number; observe: boolean; digest: DigestLimit | null }): Promise<PassOutcome> {
    return (await this.ask({ type: 'pass', ...options })).outcome;
  }

  /**
   * Sends one request and waits for its answer. Only one request may be pending.
   * @throws HostError if the host reports an error or ends
   */
  async ask<Message extends ToHost>(message: Message): Promise<AnswerTo<Message['type']>> {
    if (this.lost) throw this.lost;
    const stopWatching = this.watchProgress();
    const answer = await new Promise<Answer>((resolve, reject) => {
      this.waiting = { resolve, reject };
      // It could not be started, which its error event reports next.
      if (this.pid < 0) return;
      this.child.send(toWire(message, this.token), (error) => {
        if (error)
          this.fail(
            new HostError('run', `The items could not be sent to a fresh process: ${error.message}`, {
              name: error.name,
              message: error.message,
            }),
          );
      });
    }).finally(stopWatching);
    return answer as AnswerTo<Message['type']>;
  }

  /** Stops the host when it shows no sign of life for longer than the time limit. The returned function ends the watch. */
  private watchProgress(): () => void {
    let serial = -1;
    let sinceMs = nowMs();
    const look = (): void => {
      const last = this.trace.read();
      if (last !== null && last.serial !== serial) {
        serial = last.serial;
        sinceMs = nowMs();
      }
      if (nowMs() - sinceMs >= this.limitMs(last)) this.stopOverdue(last);
    };
    const timer = setInterval(look, Math.min(LOOK_EVERY_MS, this.timeLimitMs / 4));
    return () => clearInterval(timer);
  }

  /** Items of a pool run beside each other, and their ends are seen by the chunk. */
  private limitMs(last: TraceEntry | null): number {
    const { strategy, workers } = this.configuration;
    if (!this.hasStarted(last)) return Math.max(this.timeLimitMs, Math.min(START_FACTOR * this.timeLimitMs, START_MS));
    const limitMs = this.trace.descriptor === null ? UNTRACED_FACTOR * this.timeLimitMs : this.timeLimitMs;
    if (!isPoolStrategy(strategy)) return limitMs;
    return limitMs * Math.max(1, workers / availableParallelism()) + POOL_PASSES * (this.events.usualPassMs?.() ?? 0);
  }

  private stopOverdue(last: TraceEntry | null): void {
    const { stage, message } = describeOverdue(last, {
      limitMs: this.limitMs(last),
      hasStarted: this.hasStarted(last),
      isPool: isPoolStrategy(this.configuration.strategy),
      preview: this.preview,
    });
    this.stop(new HostError(stage, message, { name: 'TimeLimitError', message }));
  }

  /** Without a file for its trace, nothing is known. */
  private hasStarted(last: TraceEntry | null): boolean {
    return last !== null || this.trace.descriptor === null;
  }

  private stop(reason: HostError): void {
    this.lost = reason;
    signalChild(this.child, 'SIGKILL');
    this.fail(reason);
  }

  /** Lets the workers finish and the host exit by itself, so that Node writes its files at exit. */
  async leave(): Promise<void> {
    await this.ask({ type: 'leave' });
    this.child.disconnect();
    await this.exited;
  }

  /**
   * Ends the host and its workers. It is asked first, so that the processes of a pool end too, and killed if it does
   * not respond.
   */
  async end(): Promise<void> {
    if (!this.lost) {
      const asked = this.waiting === null ? this.ask({ type: 'stop' }).then(ignore, ignore) : Promise.resolve();
      await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, GRACE_MS).unref())]);
    }
    signalChild(this.child, 'SIGKILL');
    await this.exited;
  }

  private readLongItems(events: HostEvents): void {
    const pipe = this.child.stdio[longItemDescriptor] as Readable | null | undefined;
    if (!pipe) return;
    createInterface({ input: pipe }).on('line', (line) => {
      const running = readRunningItem(line);
      if (running !== undefined) events.onLongItem?.(running);
    });
  }

  private receive(message: FromHost, events: HostEvents): void {
    switch (message.type) {
      case 'at':
        this.exitItem = message.item;
        events.onAt(message.item);
        return;
      case 'noticed':
        events.onNoticed?.(message.sideEffects);
        return;
      case 'failed':
        this.fail(
          new HostError(
            message.stage,
            this.withItem(message),
            message.error ?? { name: 'Error', message: message.message },
          ),
        );
        return;
      case 'started':
      case 'ok':
      case 'warmed':
      case 'passed':
      case 'tried':
      case 'retained':
      case 'sentItems':
      case 'sentResult':
      case 'audited':
        this.waiting?.resolve(message);
        this.waiting = null;
    }
  }

  /** Only serial calls run one at a time. */
  private withItem({ message, item }: Extract<FromHost, { type: 'failed' }>): string {
    const isKnown = item !== undefined && this.configuration.strategy === 'serial';
    return isKnown ? `${message} (while it ran ${nameItem(item, this.preview)})` : message;
  }

  private fail(error: HostError): void {
    this.waiting?.reject(error);
    this.waiting = null;
  }

  private lose(code: number | null, signal: NodeJS.Signals | null): void {
    if (this.lost) return;
    const entry = this.trace.read();
    // Of short items, the place is known only where the process could say it.
    const last =
      entry?.stage === 'pass' && this.exitItem !== null
        ? { ...entry, stage: 'item' as const, item: this.exitItem }
        : entry;
    const isPool = isPoolStrategy(this.configuration.strategy);
    const message = describeHostEnd({
      ...{ code, signal, last, isPool, stderr: this.stderr, preview: this.preview },
      hasStarted: this.hasStarted(entry),
      memoryRanOut: this.memoryKills !== null && (readMemoryKills() ?? 0) > this.memoryKills,
      memoryLimit: memoryLimit(),
    });
    this.lost = new HostError(stageOfRun(last?.stage), message, { name: 'ProcessEnded', message });
    this.fail(this.lost);
  }
}

/** Returns the number of processes that a host starts as its workers. */
function processesOf({ strategy, workers }: Configuration, { farm }: Plan): number {
  if (strategy === 'processes') return workers;
  const started = strategy === 'bullmq' ? (farm?.started ?? 0) : 0;
  return started === 0 ? 0 : started + 1;
}

/** Reads a line; returns `undefined` for one from user code, which can write to the same descriptor. */
function readRunningItem(line: string): RunningItem | null | undefined {
  if (line === 'null') return null;
  const [, item, forMs] = /^\{"item":(\d{1,9}),"forMs":(\d{1,9})\}$/.exec(line) ?? [];
  return item === undefined || forMs === undefined ? undefined : { item: Number(item), forMs: Number(forMs) };
}

/** Ignores the answer: the host is killed next in any case. */
function ignore(): void {
  return undefined;
}
