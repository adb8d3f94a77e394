import type { ResourceLimits } from 'node:worker_threads';
import type { Done, FromWorker, FunctionDefinition, RunMessage, RunRecord, ToWorker } from '../wire/protocol.ts';
import type { Program } from '../sibling-program.ts';
import type { Transferable } from 'node:worker_threads';

/** Longest wait for a worker to end: a thread inside a native call cannot be interrupted. */
export const longestEndMs = 1000;
/** Longest wait for the exit handlers of a process that was asked to end: they may write much, on a busy machine. */
export const longestExitMs = 10_000;
/** Longest wait for a worker whose task was cut off, since other tasks wait for its place. */
export const promptEndMs = 50;

/** The pool's end of the connection to one worker, a thread or a process. It does not keep the program alive. */
export interface WorkerLink {
  readonly createdMs: number;
  /** @throws what the platform throws for values that cannot be cloned */
  send(message: ToWorker, transfer?: readonly Transferable[]): void;
  /** Sends a run and times its serialization. `bytes` is `null` where the platform does not provide it. */
  sendTimed(run: RunMessage, transfer: readonly Transferable[]): { cloneInSendMs: number; bytes: number | null };
  /** Sends one item of a run that could not be read. */
  sendItem(item: unknown): void;
  /** Returns whether a value would survive `send`. */
  canClone(value: unknown): boolean;
  /**
   * Asks the worker to end. If it has not ended after `longestEndMs`, its end is reported anyway and follows later. A process
   * that runs its exit handlers has `longestExitMs`, and is then killed.
   */
  stop(): void;
  /** Ends the worker without asking. A thread inside a native call is abandoned after `patienceMs`. */
  kill(patienceMs: number): void;
}

/** How a `done` was received. */
export interface DoneReceipt {
  record: RunRecord;
  resultReceivedMs: number;
  cloneOutReceiveMs: number;
  bytes: number | null;
}

/** A message of a worker as its pool receives it. */
export type WorkerMessage =
  | Exclude<FromWorker, { type: 'bell' | 'sealed' | 'salvage' | 'value' | 'fence' | 'ending' }>
  /** The first missing answer could not be read, and the worker ended before it could send it again. */
  | { type: 'lostAnswer' };

/** Events of a link, for its pool. `exited` is the last. */
export interface LinkEvents {
  message(message: WorkerMessage): void;
  recorded(done: Done, receipt: DoneReceipt): void;
  /** An answer waits for an earlier one that could not be read. `batch`: a run whose next item is about to start. */
  held(batch: number | null): void;
  /** A message that user code in the worker sent with `process.send` or `parentPort.postMessage`. */
  userMessage(message: unknown): void;
  exited(exitCode: number | null, signal: string | null, error: unknown): void;
}

/** Start options of a worker, in addition to `StartData`. */
export interface LinkOptions {
  program: Program;
  /** Resolves with the initializer, if `StartData` says that it follows. */
  initializer?: Promise<FunctionDefinition>;
  env: NodeJS.ProcessEnv | undefined;
  execArgv: readonly string[] | undefined;
  resourceLimits: ResourceLimits | undefined;
  /** Whether messages of user code are passed on. */
  userMessages: boolean;
}
