import type { ChildProcess } from 'node:child_process';
import { nowMs } from './clock.ts';
import { childExecArgv, processEnvironment } from './inherited-flags.ts';
import { forkWithLifeline } from './lifeline.ts';
import type { FromWorker, Run, StartData, ToWorker } from './protocol.ts';
import { arrives, isRisky, openAnswer, sealRun } from './sealing.ts';
import { expandDone, shortenRun, type ShortDone, type ShortRun } from './short-message.ts';
import type { LinkEvents, LinkOptions, WorkerLink } from './worker-link.ts';

/** How long after its end a process's last messages are waited for: something else may hold its channel open. */
const longestFarewellMs = 200;

/** A child process. */
export class ProcessLink implements WorkerLink {
  readonly createdMs = nowMs();
  readonly #child: ChildProcess;
  readonly #events: LinkEvents;
  #error: unknown;
  #exit: { code: number | null; signal: string | null } | null = null;
  #over = false;

  /** @throws if the initial arguments cannot be cloned */
  constructor(start: StartData, options: LinkOptions, events: LinkEvents) {
    this.#events = events;
    const environment = processEnvironment(options.env);
    this.#child = forkWithLifeline(options.program, {
      serialization: 'advanced',
      execArgv: childExecArgv(options),
      ...(environment !== undefined && { env: environment }),
    });
    this.#child.unref();
    this.#child.channel?.unref();
    livingChildren.add(this.#child);
    this.#child.on('message', (message) => this.#receive(expandDone(message as FromWorker | ShortDone)));
    this.#child.on('error', (error) => {
      this.#error = error;
      // A process that could not be started has no exit event.
      if (this.#child.pid === undefined) this.#finish();
    });
    this.#child.on('exit', (code, signal) => {
      livingChildren.delete(this.#child);
      this.#exit = { code, signal };
      // Messages still in the pipe are read before the channel reports its end.
      if (this.#child.connected) setTimeout(() => this.#finish(), longestFarewellMs);
      else this.#finish();
    });
    this.#child.on('disconnect', () => {
      if (this.#exit !== null) this.#finish();
    });
    try {
      this.send({ type: 'start', ...start });
    } catch (error) {
      this.kill();
      throw error;
    }
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#child.connected) this.#child.disconnect();
    this.#events.exited(this.#exit?.code ?? null, this.#exit?.signal ?? null, this.#error);
  }

  #receive(message: FromWorker): void {
    if (message.type === 'bell') return;
    if (message.type !== 'sealed') {
      this.#events.message(message);
      return;
    }
    const resultReceivedMs = nowMs();
    const answer = openAnswer(message);
    const cloneOutReceiveMs = nowMs() - resultReceivedMs;
    const { record } = message;
    if (record === null || answer.type === 'part') this.#events.message(answer);
    else {
      const bytes = message.answer.byteLength;
      this.#events.recorded(answer, { record, resultReceivedMs, cloneOutReceiveMs, bytes });
    }
  }

  send(message: ToWorker): void {
    // A broken pipe is no error of the call: the exit that follows says what became of it.
    if (this.#child.connected) this.#child.send(toWire(message), () => undefined);
  }

  sendTimed(run: Run): { cloneInSendMs: number; bytes: number } {
    const startedMs = nowMs();
    const sealed = sealRun(run, true);
    const cloneInSendMs = nowMs() - startedMs;
    this.send(sealed);
    return { cloneInSendMs, bytes: sealed.run.byteLength };
  }

  canClone(value: unknown): boolean {
    return arrives(value);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

function toWire(message: ToWorker): ToWorker | ShortRun {
  if (message.type !== 'run') return message;
  return isRisky(message.items) ? sealRun(message, false) : shortenRun(message);
}

const livingChildren = new Set<ChildProcess>();

// A busy child does not notice that its parent left, so the parent takes it along.
process.on('exit', () => {
  for (const child of livingChildren) child.kill('SIGKILL');
});
