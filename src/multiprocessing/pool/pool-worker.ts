import { chunkRecord, makeFlight, type Flight } from './chunk-record.ts';
import { describeEnd, type WorkerExit } from './describe-end.ts';
import { reviveError } from '../wire/error-data.ts';
import { Flights } from './flights.ts';
import { loseFlights } from './lose-flights.ts';
import { dehydrate } from '../wire/shared-handles.ts';
import { packedCount } from '../wire/packed-values.ts';
import { publishSent } from '../published.ts';
import type { ChunkRecord, WorkerReady } from './observer.ts';
import type { Batch, Work, PoolFunction } from './pool-work.ts';
import { ProcessLink } from './process-link.ts';
import {
  type Done,
  type StartData,
  type RunMessage,
  type FunctionDefinition,
  initializerId,
} from '../wire/protocol.ts';
import { ThreadLink } from './thread-link.ts';
import { unclonableItems } from './unclonable-items.ts';
import { askItems, loseUnread, refuseUnread } from './unreadable-batch.ts';
import {
  promptEndMs,
  type LinkEvents,
  type LinkOptions,
  type DoneReceipt,
  type WorkerLink,
  type WorkerMessage,
} from './worker-link.ts';

/** Interval for sending results of a batch of independent items: a slow item must not delay finished ones. */
const partIntervalMs = 5;

/** Events of a worker, for its pool. */
export interface PoolWorkerEvents {
  ready(worker: PoolWorker, details: WorkerReady): void;
  /** A batch was answered, so there may be room for another. */
  answered(worker: PoolWorker): void;
  /** The worker cannot work: its module or initializer threw. */
  unfit(worker: PoolWorker, stage: 'load' | 'initializer', error: unknown): void;
  /** The function of a work cannot be found. */
  refused(work: Work, error: unknown): void;
  /** A work has items to be taken again. */
  returned(work: Work): void;
  /** User code in the worker sent a message. */
  userMessage(worker: PoolWorker, message: unknown): void;
  gone(worker: PoolWorker, exit: WorkerExit & { flights: number }): void;
  /** Returns whether to record the batch that is about to be sent. */
  recording(): boolean;
  chunk(record: ChunkRecord): void;
}

/** The pool's side of one worker and the work it was given. */
export class PoolWorker {
  readonly id: number;
  state: 'starting' | 'ready' | 'retiring' | 'killed' | 'gone' = 'starting';
  /** Whether it has ever loaded the module. */
  wasReady = false;
  /** Tasks it has been given, as counted for `maxTasksPerChild`. */
  given = 0;
  /** Unanswered batches. */
  readonly flights = new Flights();
  readonly #link: WorkerLink;
  readonly #start: StartData;
  readonly #events: PoolWorkerEvents;
  readonly #definitions: SentDefinitions;
  #timedOut = false;
  #uncaught: unknown;

  constructor(start: StartData, options: LinkOptions, events: PoolWorkerEvents) {
    this.id = start.worker;
    this.#start = start;
    this.#events = events;
    const linkEvents: LinkEvents = {
      message: (message) => this.receive(message),
      recorded: (done, receipt) => this.#recorded(done, receipt),
      held: (batch) => this.flights.moveTimer(batch, this.#late),
      userMessage: (message) => events.userMessage(this, message),
      exited: (exitCode, signal, error) => this.#exited(exitCode, signal, error),
    };
    this.#link = new (start.kind === 'threads' ? ThreadLink : ProcessLink)(start, options, linkEvents);
    this.#definitions = new SentDefinitions(this.#link, () => this.state !== 'gone' && this.state !== 'killed');
    if (start.initializer === 'follows' && options.initializer !== undefined)
      this.#definitions.sendInitializer(options.initializer);
  }

  /** Sends a batch. Returns items that cannot be cloned to their work. Returns whether anything was sent. */
  post(batch: Batch, id: number, estimateMs: number): boolean {
    const { work } = batch;
    this.#definitions.send(work.fn);
    const recording = this.#events.recording();
    const flight = makeFlight(id, batch, estimateMs, recording);
    try {
      const run = makeRun(flight, this.#start.kind);
      if (recording) {
        const { cloneInSendMs, bytes } = this.#link.sendTimed(run, batch.transfer);
        flight.cloneInSendMs = cloneInSendMs;
        if (bytes !== null) flight.bytesIn = () => bytes;
      } else this.#link.send(run, batch.transfer);
    } catch (error) {
      flight.abandon?.();
      work.refuse(
        batch,
        unclonableItems(batch, error, (item) => canSend(item, this.#start.kind, this.#link)),
      );
      return false;
    }
    this.flights.add(flight);
    publishSent(batch.count, flight.postedMs - work.enqueuedMs);
    return true;
  }

  /** Takes a message of the worker. */
  receive(message: WorkerMessage): void {
    this.flights.heard();
    switch (message.type) {
      case 'ready': {
        const { pid, threadId, tid, onlineMs, readyMs } = message;
        if (this.state === 'starting') this.state = 'ready';
        this.wasReady = true;
        const { createdMs } = this.#link;
        this.#events.ready(this, { worker: this.id, pid, threadId, tid, createdMs, onlineMs, readyMs });
        return;
      }
      case 'failed':
        this.#events.unfit(this, message.stage, reviveError(message.error));
        return;
      case 'done': {
        const flight = this.flights.land(message.batch);
        if (flight === null) return;
        const { work, count } = flight.batch;
        const perItem = message.tookMs / count;
        work.fn.itemMs = work.fn.itemMs === null ? perItem : (work.fn.itemMs + perItem) / 2;
        work.accept(flight.batch, message);
        this.#events.answered(this);
        return;
      }
      case 'part': {
        const flight = this.flights.find(message.batch);
        if (flight === undefined) return;
        flight.answered = message.next;
        this.flights.startTimer(flight, this.#late);
        if (packedCount(message.values) > 0) flight.batch.work.accept(flight.batch, message);
        return;
      }
      case 'refused': {
        const flight = this.flights.land(message.batch);
        if (flight === null) return;
        this.#events.refused(flight.batch.work, reviveError(message.error));
        this.#events.answered(this);
        return;
      }
      case 'returned':
        // The next answer belongs to the task that waits.
        this.flights.returned();
        // Each is put in front of the waiting ones, so the last comes first.
        for (const { batch, from } of message.runs.toReversed()) this.#takeBack(batch, from);
        return;
      case 'unread':
        askItems(this.flights.list, this.#link, this.#start.kind);
        return;
      case 'probed': {
        const batch = refuseUnread(this.flights, message);
        if (batch === null) return;
        this.given -= batch.work.itemized ? 1 : batch.count;
        this.#events.returned(batch.work);
        this.#events.answered(this);
        return;
      }
      case 'lostAnswer':
        if (loseUnread(this.flights)) this.#events.answered(this);
        return;
      case 'uncaught':
        this.#uncaught = reviveError(message.error);
        return;
    }
  }

  readonly #late = (): void => {
    this.#timedOut = true;
    this.kill();
  };

  /**
   * Asks the worker to give back what it has not begun, if that has waited long. A worker that computes does not
   * receive it.
   */
  askBack(): void {
    if (!this.flights.isStuck || this.state !== 'ready') return;
    this.flights.ask();
    this.#link.send({ type: 'giveBack' });
  }

  #takeBack(batch: number, from: number): void {
    const flight = from > 0 ? this.flights.find(batch) : this.flights.land(batch);
    if (!flight) return;
    const { work, count } = flight.batch;
    if (!work.itemized) this.given -= count - from;
    else if (from === 0) this.given--;
    work.giveBack(flight.batch, from);
    this.#events.returned(work);
    if (from === 0) this.#events.answered(this);
  }

  #recorded(done: Done, receipt: DoneReceipt): void {
    const flight = this.flights.find(done.batch);
    if (flight !== undefined) this.#events.chunk(chunkRecord(this.id, flight, done, receipt));
    this.receive(done);
  }

  #exited(exitCode: number | null, signal: string | null, error: unknown): void {
    const killed = this.state === 'killed';
    this.state = 'gone';
    const cause = this.#uncaught ?? error;
    const end = describeEnd(this.id, this.#start.kind, { exitCode, signal, error: cause, killed });
    const flights = this.flights.takeAll();
    const loss = { worker: this.id, exitCode, signal, cause, end, timedOut: this.#timedOut };
    loseFlights(flights, loss, (work) => this.#events.returned(work));
    const exit = { exitCode, signal, error: cause, killed, hadWork: flights.length > 0 };
    this.#events.gone(this, { ...exit, flights: flights.length });
  }

  /** Lets the worker end by itself; it must have no work. */
  retire(): void {
    if (this.state === 'gone' || this.state === 'killed') return;
    this.state = 'retiring';
    this.#link.stop();
  }

  /** Ends the worker. If it cannot be interrupted, it keeps its place in the pool for `patienceMs`. */
  kill(patienceMs = promptEndMs): void {
    if (this.state === 'gone' || this.state === 'killed') return;
    this.state = 'killed';
    this.#link.kill(patienceMs);
  }
}

/**
 * Creates the message for a batch, without optional members that have no effect. Shared objects are replaced by
 * transports for that kind of worker.
 * @throws the error of a shared object that cannot be sent there
 */
function makeRun(flight: Flight, kind: StartData['kind']): RunMessage {
  const { id } = flight;
  const { work, count, items, transfer } = flight.batch;
  const run: RunMessage = { type: 'run', batch: id, fn: work.fn.id, items };
  if (work.spread) run.spread = true;
  if (work.settle) run.settle = true;
  if (transfer.length > 0) run.moved = true;
  if (work.timeoutMs !== null) run.partMs = 0;
  else if (work.settle && count > 1) run.partMs = partIntervalMs;
  if ('list' in items) {
    const sent = dehydrate(items.list, kind);
    if (sent !== null) {
      run.items = { list: sent.args };
      run.shared = sent.shared;
      flight.abandon = sent.abandon;
    }
  }
  return run;
}

/** Returns whether an item would arrive, including its shared objects. */
function canSend(item: unknown, kind: StartData['kind'], link: Pick<WorkerLink, 'canClone'>): boolean {
  try {
    const sent = dehydrate([item], kind);
    sent?.abandon();
    return link.canClone(sent === null ? item : sent.args);
  } catch {
    // A closed connection, whose own error caused this check.
    return false;
  }
}

/** Defines functions in one worker, each once, as soon as its export is known. */
class SentDefinitions {
  readonly #link: WorkerLink;
  readonly #isAlive: () => boolean;
  readonly #known = new Set<number>();

  constructor(link: WorkerLink, isAlive: () => boolean) {
    this.#link = link;
    this.#isAlive = isAlive;
  }

  /** Sends a definition, or a promise of one, before the first run of the function. */
  send({ id, definition }: PoolFunction): void {
    if (this.#known.has(id)) return;
    this.#known.add(id);
    this.#link.send({ type: 'define', fn: id, definition: definition.settled });
    if (definition.settled === null) void definition.found.then((found) => this.#follow(id, found));
  }

  /** Sends the initializer to a worker that was started without it. */
  sendInitializer(found: Promise<FunctionDefinition>): void {
    void found.then((definition) => this.#follow(initializerId, definition));
  }

  #follow(fn: number, definition: FunctionDefinition): void {
    if (this.#isAlive()) this.#link.send({ type: 'define', fn, definition });
  }
}
