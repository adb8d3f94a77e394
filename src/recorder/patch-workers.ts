import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import threads from 'node:worker_threads';
import { nowMs } from './clock.ts';
import { withCpuProfile } from './cpu-profile.ts';
import { creationSite } from './creation-site.ts';
import { channelVariable } from './format/events.ts';
import { field } from './format/layout.ts';
import { flag, variables } from './inherited.ts';
import { type MessageLog, received } from './message-log.ts';
import type { Serialization } from './message-sampler.ts';
import { patchSyncCalls } from './preload/patch-sync-calls.ts';
import { Preload } from './preload/preload.ts';
import type { ProcessMemory } from './process-memory.ts';
import { apply, construct, quietly } from './quietly.ts';
import { readSchedulerTimes, type RecordingFiles } from './recording-files.ts';

const preload = new Preload(variables, flag);

interface Recording {
  /** `null` without memory for this thread. */
  messages: MessageLog | null;
  memory: ProcessMemory;
  files: RecordingFiles;
}

/** Records the worker threads and child processes that this thread starts, and has the recorder loaded in them. */
export function patchWorkers(recording: Recording): void {
  patchWorkerClass(recording);
  patchChildren(recording);
  patchSync(recording);
  syncBuiltinESMExports();
}

function patchWorkerClass(recording: Recording): void {
  const { files, memory } = recording;
  const stopped = new Set<number>();
  const watched = new Proxy(threads.Worker, {
    construct(target, given: [string | URL, threads.WorkerOptions?, ...unknown[]], newTarget) {
      const atMs = nowMs();
      const [script, options, ...rest] = given;
      const loading = (wanted: typeof options): typeof options =>
        quietly(() => preload.workerOptions(wanted)) ?? wanted;
      const changed = loading(options);
      const create = (used: threads.WorkerOptions | undefined): threads.Worker =>
        construct(target, used === options ? given : [script, used, ...rest], newTarget) as threads.Worker;
      const profiled = quietly(() => withCpuProfile(options)) ?? options;
      // Node refuses flags of V8 here, which a worker inherits unless it has `execArgv`.
      const worker = (profiled === options ? undefined : quietly(() => create(loading(profiled)))) ?? create(changed);
      const { threadId } = worker;
      quietly(() => {
        const createdAt = creationSite();
        const name = options?.eval === true ? '[eval]' : pathOf(script);
        files.event({ type: 'worker', atMs, threadId, parent: threads.threadId, script: name, createdAt });
        worker.once('exit', (code) => {
          files.event({
            ...{ type: 'ended', atMs: nowMs(), threadId, pid: null, code },
            stopped: stopped.delete(threadId),
          });
          memory.end(threadId);
          memory.writeSometimes();
        });
      });
      return worker;
    },
  });
  threads.Worker = watched;
  const terminate = Object.getOwnPropertyDescriptor(threads.Worker.prototype, 'terminate')
    ?.value as () => Promise<number>;
  threads.Worker.prototype.terminate = function (this: threads.Worker, ...given: []) {
    stopped.add(this.threadId);
    quietly(() => readLastTimes(memory, this.threadId));
    return apply(terminate, this, given);
  };
}

/** A thread that is terminated cannot read its own times. */
function readLastTimes(memory: ProcessMemory, threadId: number): void {
  const numbers = memory.slotOf(threadId);
  const times = numbers && readSchedulerTimes(numbers[field.tid] ?? -1);
  if (!times) return;
  numbers[field.cpuMs] = times.cpuMs;
  numbers[field.runQueueMs] = times.runQueueMs;
  numbers[field.lastSeenMs] = nowMs();
}

/** The absolute path of a worker's file. */
function pathOf(script: string | URL): string {
  const text = String(script);
  if (text.startsWith('file:')) return fileURLToPath(text.replace(/[?#].*$/, ''));
  return /^[a-z]+:/i.test(text) && !isAbsolute(text) ? '[eval]' : resolve(text);
}

interface SpawnOptions {
  envPairs?: string[];
  serialization?: Serialization;
}

function patchChildren({ files, messages }: Recording): void {
  const { prototype } = childProcess.ChildProcess as unknown as {
    prototype: { spawn: (this: childProcess.ChildProcess, options: SpawnOptions) => unknown };
  };
  const { spawn } = prototype;
  prototype.spawn = function (options) {
    const atMs = nowMs();
    const serialization = options.serialization === 'advanced' ? 'advanced' : 'json';
    quietly(() => {
      if (!Array.isArray(options.envPairs)) return;
      const others = options.envPairs.filter((pair) => !pair.startsWith(`${channelVariable}=`));
      options.envPairs = [...preload.pairs(others), `${channelVariable}=${serialization}`];
    });
    const result = apply(spawn, this, [options]);
    quietly(() => {
      const { pid } = this;
      if (pid === undefined) return;
      files.event({ type: 'child', atMs, pid, parent: threads.threadId, createdAt: creationSite() });
      this.once('exit', (code, signal) =>
        files.event({ type: 'ended', atMs: nowMs(), threadId: null, pid, code, stopped: signal !== null }),
      );
      if (messages && typeof this.send === 'function') patchChannel(this, serialization, messages);
    });
    return result;
  };
}

export interface Channel {
  send?: unknown;
  emit: (event: string | symbol, ...given: unknown[]) => boolean;
}

/** Records the messages of a channel between processes, at either end. */
export function patchChannel(end: Channel, serialization: Serialization, messages: MessageLog): void {
  const { log, pools } = messages;
  const { send, emit } = end;
  end.send = function (this: unknown, ...given: unknown[]): unknown {
    if (isInternal(given[0])) return apply(send as (...all: unknown[]) => unknown, this, given);
    const startMs = nowMs();
    quietly(() => {
      pools.sent(given[0], startMs);
      log.messageOut(given[0], startMs);
    });
    const result: unknown = apply(send as (...all: unknown[]) => unknown, this, given);
    quietly(() => log.serialized(startMs, nowMs()));
    return result;
  };
  end.emit = function (this: unknown, ...given): boolean {
    if (given[0] !== 'message') return apply(emit, this, given);
    const startMs = nowMs();
    quietly(() => received(messages, given[1], startMs, serialization));
    const handlerMs = nowMs();
    try {
      return apply(emit, this, given);
    } finally {
      quietly(() => {
        log.handled(handlerMs, nowMs());
        messages.afterMessage();
      });
    }
  };
}

/** Messages of `cluster` and of handles that are passed on. */
function isInternal(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const command: unknown = Object.getOwnPropertyDescriptor(value, 'cmd')?.value;
  return typeof command === 'string' && command.startsWith('NODE_');
}

/** Synchronous calls, during which the thread is neither idle nor on a core. */
function patchSync({ files, messages }: Recording): void {
  patchSyncCalls((name, call, given) => {
    const startMs = nowMs();
    let result: unknown;
    try {
      result = call(quietly(() => preload.syncArguments(name, given)) ?? given);
      return result;
    } finally {
      const endMs = nowMs();
      quietly(() => {
        messages?.log.add(field.syncMs, endMs - startMs);
        const ended = result as Partial<childProcess.SpawnSyncReturns<string>> | undefined;
        if (name !== 'spawnSync' || typeof ended?.pid !== 'number' || ended.pid === 0) return;
        const { pid, status = null, signal = null } = ended;
        files.event({ type: 'child', atMs: startMs, pid, parent: threads.threadId, createdAt: creationSite() });
        files.event({ type: 'ended', atMs: endMs, threadId: null, pid, code: status, stopped: signal !== null });
      });
    }
  });
}
