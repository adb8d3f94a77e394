import type { RecordedThread } from '../../model/script-recording.ts';
import type { ScriptThread, ScriptTimeline } from '../../model/script-report.ts';

/** Figures derived from the times of one thread. */
export type ThreadAccount = Pick<
  ScriptThread,
  | 'startMs'
  | 'endMs'
  | 'startupMs'
  | 'workMs'
  | 'cloneInMs'
  | 'cloneOutMs'
  | 'runQueueMs'
  | 'blockedMs'
  | 'idleMs'
  | 'unaccountedMs'
  | 'gcMs'
  | 'onCoreMs'
>;

/**
 * Divides the life of a thread. The kernel's times come first: time that is neither on a core nor waiting for one is idle,
 * blocked or unaccounted. Times of messages are measured by the wall, so they are reduced to the share on a core.
 * @param endOfRunMs end of threads whose end was not seen
 */
export function accountThread(thread: RecordedThread, endOfRunMs: number): ThreadAccount {
  const { times, kernel } = thread;
  const startMs = thread.createdMs ?? thread.startedMs;
  const endMs = Math.max(thread.startedMs, thread.endedMs ?? Math.min(endOfRunMs, thread.lastSeenMs));
  const bootMs = thread.startedMs - startMs;
  const livedMs = endMs - thread.startedMs;
  const cpuAll = Math.max(times?.cpuMs ?? 0, kernel?.cpuMs ?? 0);
  const queueAll = Math.max(times?.runQueueMs ?? 0, kernel?.runQueueMs ?? 0);
  const isCounted = times?.cpuMs !== null || kernel !== null;
  const idleSeen = Math.min(livedMs, (times?.idleMs ?? 0) + (times?.parkedMs ?? 0));
  const blockedSeen = (times?.lockMs ?? 0) + (times?.syncMs ?? 0);
  const cpuMs = isCounted
    ? clamp(cpuAll - (times?.bootCpuMs ?? 0), livedMs)
    : Math.max(0, livedMs - idleSeen - blockedSeen);
  const runQueueMs = clamp(queueAll - (times?.bootRunQueueMs ?? 0), livedMs - cpuMs);
  const offCore = livedMs - cpuMs - runQueueMs;
  // Without the recorder's memory nothing is known of the rest.
  const blockedMs = Math.min(offCore, blockedSeen);
  const idleMs = Math.min(offCore - blockedMs, idleSeen);
  const share = cpuMs + runQueueMs > 0 ? cpuMs / (cpuMs + runQueueMs) : 1;
  const loadedMs = Math.min(times?.loadedMs ?? 0, cpuMs + runQueueMs);
  const cloneOutMs = Math.min((times?.cloneOutMs ?? 0) * share, cpuMs);
  const cloneInMs = Math.min((times?.cloneInMs ?? 0) * share, cpuMs - cloneOutMs);
  const loadedOnCore = Math.min(loadedMs * share, cpuMs - cloneOutMs - cloneInMs);
  const loadedInQueue = Math.min(loadedMs - loadedMs * share, runQueueMs);
  return {
    startMs,
    endMs,
    startupMs: bootMs + loadedOnCore + loadedInQueue,
    workMs: cpuMs - cloneInMs - cloneOutMs - loadedOnCore,
    cloneInMs,
    cloneOutMs,
    runQueueMs: runQueueMs - loadedInQueue,
    blockedMs,
    idleMs,
    unaccountedMs: offCore - blockedMs - idleMs,
    gcMs: Math.min(times?.gcMs ?? 0, cpuMs),
    onCoreMs: isCounted ? cpuAll : cpuMs,
  };
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(value, most));
}

/** The timeline of a thread; `null` if nothing is known of it. */
export function timelineOf({ kernel, timeline }: RecordedThread, wallMs: number): ScriptTimeline | null {
  const binMs = Math.max(kernel?.binMs ?? 0, timeline?.binMs ?? 0);
  if (binMs === 0) return null;
  const count = Math.max(1, Math.ceil(wallMs / binMs));
  const shares = (bins: readonly number[] | undefined, ownMs: number): number[] => {
    const step = Math.max(1, Math.round(binMs / ownMs));
    return Array.from({ length: count }, (_, index) => {
      const ms = (bins ?? []).slice(index * step, (index + 1) * step).reduce((sum, value) => sum + value, 0);
      return Math.round(Math.min(1, ms / binMs) * 1_000) / 1_000;
    });
  };
  const recorded = (bins: readonly number[] | undefined): number[] => shares(bins, timeline?.binMs ?? binMs);
  const [cloneIn, cloneOut] = [recorded(timeline?.cloneIn), recorded(timeline?.cloneOut)];
  return {
    binMs,
    busy: kernel ? shares(kernel.onCore, kernel.binMs) : recorded(timeline?.handler),
    waiting: kernel ? shares(kernel.waiting, kernel.binMs) : recorded([]),
    clone: cloneIn.map((share, index) => Math.min(1, share + (cloneOut[index] ?? 0))),
    blocked: recorded(timeline?.lock),
  };
}
