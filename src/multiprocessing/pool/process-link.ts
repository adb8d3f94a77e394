import type { ChildProcess, ForkOptions } from 'node:child_process';
import { clearTimeout, setTimeout } from 'node:timers';
import { AnswerReader, isForPool } from './answer-reader.ts';
import { forkBound, signalChild } from '../bound-child.ts';
import { nowMs } from '../clock.ts';
import { childExecArgv, processEnvironment } from '../inherited-flags.ts';
import { newToken, openUserMessage, readWire, toWire } from '../wire/process-wire.ts';
import type { Done, FromWorker, Part, RunMessage, Sealed, StartData, ToWorker } from '../wire/protocol.ts';
import { arrives, isRisky, oneValue, sealRun, unseal } from '../wire/sealing.ts';
import { expandDone, isShort, shortenRun, type ShortDone, type ShortRun } from '../wire/short-message.ts';
import { sealArguments } from '../wire/start-arguments.ts';
import { longestEndMs, longestExitMs, type LinkEvents, type LinkOptions, type WorkerLink } from './worker-link.ts';

/** Maximum time to wait for a process's last messages after its end: something else may hold its channel open. */
const longestFarewellMs = 200;

/** The link to a child process. */
export class ProcessLink implements WorkerLink {
  readonly createdMs = nowMs();
  readonly #child: ChildProcess;
  readonly #events: LinkEvents;
  readonly #reader: AnswerReader;
  readonly #token = newToken();
  readonly #wantsUserMessages: boolean;
  #error: unknown;
  #exit: { code: number | null; signal: string | null } | null = null;
  #over = false;
  #patience: NodeJS.Timeout | undefined;

  /** @throws if the initial arguments cannot be cloned */
  constructor(start: StartData, options: LinkOptions, events: LinkEvents) {
    this.#events = events;
    const environment = processEnvironment(options.env);
    this.#wantsUserMessages = options.userMessages;
    this.#reader = new AnswerReader({
      events,
      deliver: (message) => this.#deliver(message),
      settle: (answer, message) => this.#settle(answer, message),
      ask: (nth) => this.send({ type: 'unread', nth }),
    });
    const settings: ForkOptions = {
      serialization: 'advanced',
      execArgv: childExecArgv(options),
      ...(environment !== undefined && { env: environment }),
    };
    const { child, watchesParent } = forkBound(options.program, settings, 'SIGKILL');
    this.#child = child;
    this.#child.on('message', (message) => this.#receive(message));
    this.#child.on('error', (error) => {
      this.#error = error;
      // A process that could not be started has no exit event.
      if (this.#child.pid === undefined) this.#finish();
    });
    this.#child.on('exit', (code, signal) => {
      this.#exit = { code, signal };
      // Messages still in the pipe are read before the channel reports its end.
      if (this.#child.connected) setTimeout(() => this.#finish(), longestFarewellMs);
      else this.#finish();
    });
    this.#child.on('disconnect', () => {
      if (this.#exit !== null || this.#over) this.#finish();
      // A task closed the channel, so this worker can neither be asked nor answer.
      else setTimeout(() => this.kill(), longestFarewellMs).unref();
    });
    try {
      const initargs = sealArguments(start.initargs, 'The initargs');
      this.send({ type: 'start', ...start, initargs, watchesParent });
    } catch (error) {
      this.kill();
      throw error;
    }
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#patience);
    this.#reader.end();
    if (this.#child.connected) this.#child.disconnect();
    this.#events.exited(this.#exit?.code ?? null, this.#exit?.signal ?? null, this.#error);
  }

  #receive(received: unknown): void {
    if (this.#over) return;
    const wire = readWire(received, this.#token) as FromWorker | ShortDone | null;
    if (wire !== null) this.#reader.take(wire);
    else if (this.#wantsUserMessages) {
      const message = openUserMessage(received);
      if (message !== null) this.#events.userMessage(message.value);
    }
  }

  #deliver(received: FromWorker | ShortDone): boolean {
    const message = expandDone(received);
    if (message.type === 'sealed') {
      const resultReceivedMs = nowMs();
      const answer = unseal(message.answer) as Done | Part | null;
      if (answer === null) return false;
      this.#answer(answer, message, { resultReceivedMs, cloneOutReceiveMs: nowMs() - resultReceivedMs });
    } else if (message.type === 'fence') this.send({ type: 'read', nth: message.nth });
    else if (message.type === 'ending') this.#allowExit();
    else if (isForPool(message)) this.#events.message(message);
    return true;
  }

  /** Settles an answer that was sent again value by value. The time to read it is unknown. */
  #settle(answer: Done | Part, message: FromWorker | ShortDone | null): void {
    if (message === null || isShort(message) || message.type !== 'sealed') this.#events.message(answer);
    else this.#answer(answer, message, { resultReceivedMs: nowMs(), cloneOutReceiveMs: 0 });
  }

  #answer(
    answer: Done | Part,
    { record, answer: { byteLength } }: Sealed,
    times: { resultReceivedMs: number; cloneOutReceiveMs: number },
  ): void {
    if (record === null || answer.type === 'part') this.#events.message(answer);
    else this.#events.recorded(answer, { record, ...times, bytes: byteLength });
  }

  send(message: ToWorker): void {
    // A broken pipe is not an error of the call: the exit event that follows explains it.
    if (this.#child.connected) this.#child.send(toWire(prepare(message), this.#token), () => undefined);
  }

  sendTimed(run: RunMessage): { cloneInSendMs: number; bytes: number } {
    const startedMs = nowMs();
    const sealed = sealRun(run, true);
    const cloneInSendMs = nowMs() - startedMs;
    this.send(sealed);
    return { cloneInSendMs, bytes: sealed.run.byteLength };
  }

  sendItem(item: unknown): void {
    this.send({ type: 'item', items: oneValue(item, true) });
  }

  canClone(value: unknown): boolean {
    return arrives(value);
  }

  kill(): void {
    signalChild(this.#child, 'SIGKILL');
  }

  stop(): void {
    this.send({ type: 'stop' });
    // The process also exits when its channel is closed.
    this.#patience = setTimeout(() => this.#finish(), longestEndMs).unref();
  }

  /** Lets the exit handlers of the process finish, such as those that write its coverage or CPU profile. */
  #allowExit(): void {
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => this.kill(), longestExitMs).unref();
  }
}

function prepare(message: ToWorker): ToWorker | ShortRun {
  if (message.type !== 'run') return message;
  return isRisky(message.items) ? sealRun(message, false) : shortenRun(message);
}
