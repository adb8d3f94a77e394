import type { ScriptProgress } from '../../model/script-progress.ts';
import type { ScriptRecording } from '../../model/script-recording.ts';
import type { ScriptThread } from '../../model/script-report.ts';
import { buildThreads } from './build-threads.ts';

/** Threads that are shown; a screen has no room for more. */
const MOST_THREADS = 100;

/**
 * Describes a command that runs.
 * @param nowMs since the origin of the recording
 * @param before the last description, from which the rates are taken; `null` for the first
 */
export function describeProgress(
  recording: ScriptRecording,
  command: string[],
  nowMs: number,
  before: ScriptProgress | null,
): ScriptProgress {
  const { threads, wallMs } = buildThreads(recording, nowMs);
  const ended = new Set(recording.threads.filter(({ endedMs }) => endedMs !== null).map(keyOf));
  const earlier = new Map(before?.threads.map(({ thread }) => [keyOf(thread), thread]));
  const sinceMs = Math.max(1, wallMs - (before?.elapsedMs ?? 0));
  const grown = (pick: (thread: ScriptThread) => number): number =>
    threads.reduce((sum, thread) => sum + since(thread, earlier, pick), 0);
  const count = (matches: (thread: ScriptThread) => boolean): { running: number; total: number } => {
    const all = threads.filter(matches);
    return { running: all.filter((thread) => !ended.has(keyOf(thread))).length, total: all.length };
  };
  return {
    command,
    elapsedMs: wallMs,
    workers: count(({ role }) => role === 'worker'),
    processes: count(({ kind }) => kind === 'process'),
    coresInUse: grown(({ onCoreMs }) => onCoreMs) / sinceMs,
    messagesPerSecond: (grown(({ messages }) => messages.received) / sinceMs) * 1_000,
    threads: threads.slice(0, MOST_THREADS).map((thread) => ({
      thread: { ...thread, taskSample: [] },
      onCore: ended.has(keyOf(thread))
        ? null
        : Math.min(1, since(thread, earlier, ({ onCoreMs }) => onCoreMs) / sinceMs),
    })),
  };
}

function keyOf({ pid, threadId }: { pid: number; threadId: number }): string {
  return `${pid}:${threadId}`;
}

function since(
  thread: ScriptThread,
  earlier: ReadonlyMap<string, ScriptThread>,
  pick: (thread: ScriptThread) => number,
): number {
  const last = earlier.get(keyOf(thread));
  return Math.max(0, pick(thread) - (last ? pick(last) : 0));
}
