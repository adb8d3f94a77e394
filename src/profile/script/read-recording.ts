import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WatchedThread } from '../../engine/script/protocol.ts';
import type { RecordedFunction, RecordedThread, ScriptRecording } from '../../model/script-recording.ts';
import type { CreatedAt, ScriptEvent } from '../../recorder/format/events.ts';
import {
  BINS,
  BINS_AT,
  binKinds,
  field,
  FREE,
  HEADER_BYTES,
  HEADER_INTS,
  SLOT_BYTES,
  SLOT_NUMBERS,
  SLOTS,
  TASKS,
  TASKS_AT,
} from '../../recorder/format/layout.ts';

type EventOf<Type> = Extract<ScriptEvent, { type: Type }>;
interface ProcessFiles {
  pid: number;
  events: ScriptEvent[];
  slots: Float64Array[];
}

/**
 * Reads what the recorder wrote. Files that were cut off count as far as they go.
 * @param originMs start of the run on the monotonic clock
 */
export async function readRecording(
  folder: string,
  originMs: number,
  watched: readonly WatchedThread[],
): Promise<ScriptRecording> {
  // The program may have deleted it.
  const names = await readdir(folder).catch(() => []);
  const events = names.filter((name) => name.endsWith('.events'));
  const files = await Promise.all(events.map((name) => readProcess(folder, name.replace(/\.events$/, ''))));
  const children = files.flatMap(({ pid, events }) => eventsOf(events, 'child').map((event) => ({ pid, event })));
  const ends = files.flatMap((file) => eventsOf(file.events, 'ended').filter((end) => end.pid !== null));
  const threads = files.flatMap((file) => threadsOf(file, children, ends, watched));
  const started = files.flatMap((file) => eventsOf(file.events, 'process'));
  return {
    threads: threads.map((thread) => sinceOrigin(thread, originMs)),
    missing: [...new Set(started.flatMap(({ missing }) => missing).map(String))],
  };
}

async function readProcess(folder: string, name: string): Promise<ProcessFiles> {
  const read = async (kind: string): Promise<Buffer> =>
    await readFile(join(folder, `${name}.${kind}`)).catch(() => Buffer.alloc(0));
  const [events, slots, past] = await Promise.all([read('events'), read('slots'), read('past')]);
  return {
    pid: Number.parseInt(name, 10),
    events: events.toString().split('\n').flatMap(parseEvent),
    slots: [...pastSlots(past), ...liveSlots(slots)].filter(isSound),
  };
}

function parseEvent(line: string): ScriptEvent[] {
  try {
    const event: unknown = line === '' ? null : JSON.parse(line);
    return isEvent(event) ? [event] : [];
  } catch (error) {
    // The last line of a process that was killed.
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

/** The members that are read without a check, with their types. */
const members: Record<ScriptEvent['type'], Record<string, string>> = {
  process: { pid: 'number', script: 'string', nodeVersion: 'string', bornMs: 'number', missing: 'object' },
  thread: { threadId: 'number' },
  worker: { threadId: 'number', parent: 'number', script: 'string' },
  child: { pid: 'number', parent: 'number' },
  function: { threadId: 'number', name: 'string', calls: 'number' },
  ended: { stopped: 'boolean' },
};

/** A program can write to the folder too. */
function isEvent(value: unknown): value is ScriptEvent {
  if (typeof value !== 'object' || value === null) return false;
  const event = value as Record<string, unknown>;
  const { type } = event;
  if (typeof type !== 'string' || !Object.hasOwn(members, type) || !isTime(event['atMs'])) return false;
  return Object.entries(members[type as ScriptEvent['type']]).every(([name, kind]) => typeof event[name] === kind);
}

function isTime(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= Number(process.hrtime.bigint()) / 1e6;
}

/** Whether all numbers of a slot can be what the recorder has written. */
function isSound(numbers: Float64Array): boolean {
  const times = [field.startedMs, field.lastSeenMs, field.endedMs].map((index) => numbers[index]);
  return numbers.every(Number.isFinite) && times.every(isTime) && (numbers[field.binMs] ?? 0) >= 1;
}

function liveSlots(file: Buffer): Float64Array[] {
  if (file.length < HEADER_BYTES) return [];
  const bytes = new Uint8Array(file).buffer;
  const states = new Int32Array(bytes, 0, HEADER_INTS);
  return numbersIn(bytes, HEADER_BYTES).filter((_, slot) => slot < SLOTS && states[slot] !== FREE);
}

function pastSlots(file: Buffer): Float64Array[] {
  return numbersIn(new Uint8Array(file).buffer, 0);
}

function numbersIn(bytes: ArrayBuffer, from: number): Float64Array[] {
  const count = Math.max(0, Math.floor((bytes.byteLength - from) / SLOT_BYTES));
  return Array.from({ length: count }, (_, slot) => new Float64Array(bytes, from + slot * SLOT_BYTES, SLOT_NUMBERS));
}

function eventsOf<Type extends ScriptEvent['type']>(events: readonly ScriptEvent[], type: Type): EventOf<Type>[] {
  return events.filter((event): event is EventOf<Type> => event.type === type);
}

interface Child {
  pid: number;
  event: EventOf<'child'>;
}

function threadsOf(
  file: ProcessFiles,
  children: readonly Child[],
  ends: readonly EventOf<'ended'>[],
  watched: readonly WatchedThread[],
): RecordedThread[] {
  const [started] = eventsOf(file.events, 'process');
  if (!started) return [];
  const { pid } = file;
  // Process ids are used again.
  const child = children.findLast(({ event }) => event.pid === pid && event.atMs <= started.atMs);
  const created = new Map(eventsOf(file.events, 'worker').map((event) => [event.threadId, event]));
  const ran = new Map(eventsOf(file.events, 'thread').map((event) => [event.threadId, event]));
  const threadIds = new Set([...ran.keys(), ...created.keys()]);
  return [...threadIds].map((threadId) => {
    const thread = ran.get(threadId);
    const worker = created.get(threadId);
    const numbers = file.slots.find((slot) => slot[field.threadId] === threadId && slot[field.pid] === pid);
    const isMain = threadId === 0;
    const end = isMain
      ? ends.find((one) => one.pid === pid && one.atMs >= started.atMs)
      : eventsOf(file.events, 'ended').find((one) => one.threadId === threadId && one.pid === null);
    const createdMs = isMain ? (child?.event.atMs ?? started.bornMs) : (worker?.atMs ?? null);
    const startedMs = numbers?.[field.startedMs] ?? thread?.atMs ?? createdMs ?? started.atMs;
    const kernel = watched.find((one) => one.pid === pid && one.tid === thread?.tid) ?? null;
    const parentThread = isMain
      ? child && { pid: child.pid, threadId: child.event.parent }
      : { pid, threadId: worker?.parent ?? 0 };
    const endedMs = [end?.atMs, numbers?.[field.endedMs]].find((ms) => ms !== undefined && ms > 0) ?? null;
    const code = numbers?.[field.exitCode] ?? -1;
    return {
      pid,
      threadId,
      parent: parentThread ?? null,
      hasChannel: isMain && started.ipc,
      script: isMain ? started.script : (worker?.script ?? started.script),
      createdAt: toLocation(isMain ? child?.event.createdAt : worker?.createdAt),
      createdMs,
      startedMs,
      lastSeenMs: Math.max(startedMs, numbers?.[field.lastSeenMs] ?? 0, kernel?.lastMs ?? 0),
      endedMs,
      exitCode: end?.code ?? (code >= 0 ? code : null),
      stopped: end?.stopped ?? false,
      nodeVersion: started.nodeVersion,
      functions: functionsOf(file.events, threadId),
      ...fromNumbers(numbers),
      kernel,
    };
  });
}

/** The last event of each function has the most calls. */
function functionsOf(events: readonly ScriptEvent[], threadId: number): RecordedFunction[] {
  const functions = new Map<string, RecordedFunction>();
  for (const { file, name, calls, ...event } of eventsOf(events, 'function')) {
    const isFile = file === null || typeof file === 'string';
    if (event.threadId === threadId && isFile) functions.set(`${file ?? ''}\n${name}`, { file, name, calls });
  }
  return [...functions.values()];
}

function toLocation(place: CreatedAt | null | undefined): RecordedThread['createdAt'] {
  return typeof place?.file === 'string' && place.line > 0 && place.column > 0 ? place : null;
}

type FromNumbers = Pick<
  RecordedThread,
  'times' | 'messages' | 'tasks' | 'queued' | 'timeline' | 'loopDelay' | 'heapBytes' | 'rssBytes' | 'processCpuMs'
>;

function fromNumbers(numbers: Float64Array | undefined): FromNumbers {
  const get = (name: keyof typeof field): number => numbers?.[field[name]] ?? 0;
  const known = (value: number): number | null => (value < 0 ? null : value);
  const sampled = get('sampledIn');
  // Those taken synchronously were measured one by one.
  const perMessage = sampled > 0 ? get('sampledCloneInMs') / sampled : 0;
  const delivered = get('messagesIn') - get('receivedSync');
  const kept = Math.min(TASKS, get('keptTasks'));
  const bins = (index: number): number[] =>
    numbers ? Array.from(numbers.subarray(BINS_AT + index * BINS, BINS_AT + (index + 1) * BINS)) : [];
  const timeline = Object.fromEntries(binKinds.map((kind, index) => [kind, bins(index)])) as Record<
    (typeof binKinds)[number],
    number[]
  >;
  return {
    times: numbers
      ? {
          cpuMs: known(get('cpuMs')),
          runQueueMs: known(get('runQueueMs')),
          bootCpuMs: get('bootCpuMs'),
          bootRunQueueMs: get('bootRunQueueMs'),
          idleMs: get('idleMs'),
          gcMs: get('gcMs'),
          lockMs: get('lockMs'),
          parkedMs: get('parkedMs'),
          syncMs: get('syncMs'),
          cloneOutMs: get('cloneOutMs'),
          cloneInMs: get('receiveMs') + delivered * perMessage,
          loadedMs: known(get('loadedMs')),
        }
      : null,
    messages: {
      in: get('messagesIn'),
      out: get('messagesOut'),
      bytesIn: sampled > 0 ? get('sampledBytes') / sampled : null,
    },
    tasks: {
      count: get('tasks'),
      sumMs: get('taskMs'),
      longestMs: get('longestTaskMs'),
      sample: Array.from({ length: kept }, (_, task) => ({
        startMs: numbers?.[TASKS_AT + task * 2] ?? 0,
        durationMs: numbers?.[TASKS_AT + task * 2 + 1] ?? 0,
      })),
    },
    queued: { count: get('queued'), sumMs: get('queuedMs'), longestMs: get('longestQueuedMs') },
    timeline: numbers ? { binMs: get('binMs'), ...timeline } : null,
    loopDelay:
      get('loopDelayMaxMs') > 0
        ? { meanMs: get('loopDelayMeanMs'), p99Ms: get('loopDelayP99Ms'), maxMs: get('loopDelayMaxMs') }
        : null,
    heapBytes: get('heapBytes'),
    rssBytes: get('rssBytes'),
    processCpuMs: get('processCpuMs') > 0 ? get('processCpuMs') : null,
  };
}

function sinceOrigin(thread: RecordedThread, originMs: number): RecordedThread {
  const since = (ms: number): number => Math.max(0, ms - originMs);
  const sinceOrNull = (ms: number | null): number | null => (ms === null ? null : since(ms));
  return {
    ...thread,
    createdMs: sinceOrNull(thread.createdMs),
    startedMs: since(thread.startedMs),
    lastSeenMs: since(thread.lastSeenMs),
    endedMs: sinceOrNull(thread.endedMs),
    tasks: {
      ...thread.tasks,
      sample: thread.tasks.sample.map(({ startMs, durationMs }) => ({ startMs: since(startMs), durationMs })),
    },
  };
}
