import type { ScriptRecording } from '../../model/script-recording.ts';
import type { ScriptThread } from '../../model/script-report.ts';
import { fileName } from '../file-name.ts';
import { accountThread, timelineOf } from './account-thread.ts';
import { orderThreads } from './order-threads.ts';

/** The threads of a command in the order of their tree, and the time from the start of the first to the end of the last. */
export interface ScriptThreads {
  threads: ScriptThread[];
  wallMs: number;
}

/** @param endedMs the end of the run, or the present, since the origin of the recording */
export function buildThreads(recording: ScriptRecording, endedMs: number): ScriptThreads {
  const startMs = Math.min(endedMs, ...recording.threads.map(({ createdMs, startedMs }) => createdMs ?? startedMs));
  const placed = orderThreads(recording.threads).map((each) => ({
    ...each,
    account: accountThread(each.thread, endedMs),
  }));
  const lastMs = Math.max(startMs, ...placed.map(({ account }) => account.endMs));
  const threads = placed.map(({ thread, id, parent, role, account }): ScriptThread => {
    const { tasks, queued } = thread;
    return {
      ...{ id, parent, role, kind: thread.threadId === 0 ? 'process' : 'thread' },
      ...{ pid: thread.pid, threadId: thread.threadId, name: fileName(thread.script.replace(/[?#].*$/, '')) },
      ...{ file: isPath(thread.script) ? thread.script : null, createdAt: thread.createdAt },
      ...account,
      startMs: account.startMs - startMs,
      endMs: account.endMs - startMs,
      ...{ exitCode: thread.exitCode, stopped: thread.stopped },
      messages: { received: thread.messages.in, sent: thread.messages.out, meanBytes: thread.messages.bytesIn },
      ...(tasks.count > 0
        ? { tasks: { count: tasks.count, meanMs: tasks.sumMs / tasks.count, longestMs: tasks.longestMs } }
        : {}),
      ...(queued.count > 0
        ? { queue: { count: queued.count, meanMs: queued.sumMs / queued.count, longestMs: queued.longestMs } }
        : {}),
      taskSample: tasks.sample.map((task) => ({ ...task, startMs: task.startMs - startMs })),
      ...(thread.loopDelay ? { loopDelay: thread.loopDelay } : {}),
      heapBytes: thread.heapBytes,
      timeline: timelineOf(thread, lastMs),
    };
  });
  return { threads, wallMs: threads.length > 0 ? lastMs - startMs : endedMs };
}

/** Whether the script of a thread is a file. */
export function isPath(script: string): boolean {
  return /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(script);
}
