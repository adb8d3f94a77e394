import { fileURLToPath } from 'node:url';
import type { Configuration } from '../../model/plan.ts';
import type { CpuProfile } from './sample-lines.ts';

/** A CPU profile as Node wrote it. */
export interface WrittenProfile {
  pid: number;
  /** Thread of that process; 0 is the main thread. */
  thread: number;
  profile: CpuProfile;
}

/** A CPU profile by the part that its thread had in a run. */
export interface NamedProfile {
  /** `serial`, `threads-2.main`, `threads-2.worker-0`, `serial.thread-0`. */
  label: string;
  /** Whether the thread called the function: the serial loop, promises, or a worker. */
  isCaller: boolean;
  profile: CpuProfile;
}

/** Reads process and thread from Node's name for a profile: `CPU.<date>.<time>.<pid>.<thread>.<sequence>.cpuprofile`. */
export function readProfileName(file: string): Pick<WrittenProfile, 'pid' | 'thread'> {
  const [, , , pid, thread] = file.split('.');
  return { pid: Number(pid), thread: Number(thread) };
}

/**
 * Names the profiles of a run. Other threads than those of the strategy have a profile too: those that the function
 * starts, and in Node versions before 22.15 one for module hooks beside each thread.
 * @param threadWorker absolute path of the program of worker threads
 */
export function nameProfiles(
  profiles: readonly WrittenProfile[],
  { strategy, workers }: Configuration,
  hostPid: number,
  threadWorker: string,
): NamedProfile[] {
  const sorted = [...profiles].sort((a, b) => a.pid - b.pid || a.thread - b.thread);
  const isPool = strategy === 'threads' || strategy === 'processes';
  const prefix = isPool ? `${strategy}-${workers}` : strategy;
  let worker = 0;
  let other = 0;
  return sorted.map(({ pid, thread, profile }) => {
    const isMain = pid === hostPid && thread === 0;
    if (isMain) return { label: isPool ? `${prefix}.main` : prefix, isCaller: !isPool, profile };
    const isWorker =
      strategy === 'processes'
        ? pid !== hostPid && thread === 0
        : strategy === 'threads' && pid === hostPid && runs(profile, threadWorker);
    const label = isWorker ? `worker-${worker++}` : `thread-${other++}`;
    return { label: `${prefix}.${label}`, isCaller: isWorker, profile };
  });
}

function runs({ nodes }: CpuProfile, program: string): boolean {
  return nodes.some(({ callFrame: { url } }) => fileOf(url) === program);
}

/** Returns the path of a call frame's file: ES modules have a URL, CommonJS modules a path. */
export function fileOf(url: string): string {
  return url.startsWith('file:') ? fileURLToPath(url) : url;
}
