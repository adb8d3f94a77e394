import { readIfThere } from './read-if-there.ts';

/**
 * Returns the number of CPUs that the control group allows, for instance 1.5 (`cpu.max` of version 2, else
 * `cfs_quota_us` of version 1); `null` without a limit.
 */
export function readCpuQuota(): number | null {
  for (const folder of groupFolders()) {
    const [quota, period] = readIfThere(`${folder}/cpu.max`)?.trim().split(' ') ?? [];
    if (quota === 'max') return null;
    if (quota !== undefined) return Number(quota) / Number(period);
  }
  const quota = Number(readIfThere('/sys/fs/cgroup/cpu/cpu.cfs_quota_us') ?? -1);
  const period = Number(readIfThere('/sys/fs/cgroup/cpu/cpu.cfs_period_us') ?? 100_000);
  return quota > 0 ? quota / period : null;
}

/**
 * Returns the total time for which the quota has throttled the group, in ms; `null` if the kernel does not count it.
 */
export function readThrottledMs(): number | null {
  for (const folder of groupFolders()) {
    const stat = readIfThere(`${folder}/cpu.stat`);
    const microseconds = /^throttled_usec (\d+)/m.exec(stat ?? '')?.[1];
    if (microseconds !== undefined) return Number(microseconds) / 1e3;
    const nanoseconds = /^throttled_time (\d+)/m.exec(stat ?? '')?.[1];
    if (nanoseconds !== undefined) return Number(nanoseconds) / 1e6;
  }
  return null;
}

/**
 * Returns how many processes of the group the kernel has killed because memory ran out (`memory.events` of version 2, else
 * `memory.oom_control` of version 1); `null` if it does not count them.
 * @param read reads a kernel file, replaced by tests
 */
export function readMemoryKills(read: (path: string) => string | null = readIfThere): number | null {
  if (process.platform !== 'linux') return null;
  const groups = read('/proc/self/cgroup') ?? '';
  const path = (pattern: RegExp): string => (pattern.exec(groups)?.[1] ?? '').replace(/\/$/, '');
  const files = [
    ...placesOf('/sys/fs/cgroup', path(/^0::(.*)$/m)).map((folder) => `${folder}/memory.events`),
    ...placesOf('/sys/fs/cgroup/memory', path(/^\d+:memory:(.*)$/m)).map((folder) => `${folder}/memory.oom_control`),
  ];
  for (const file of files) {
    const count = /^oom_kill (\d+)/m.exec(read(file) ?? '')?.[1];
    if (count !== undefined) return Number(count);
  }
  return null;
}

function groupFolders(): string[] {
  if (process.platform !== 'linux') return [];
  const group = /^0::(.*)$/m.exec(readIfThere('/proc/self/cgroup') ?? '')?.[1] ?? '';
  return [...new Set([...placesOf('/sys/fs/cgroup', group.replace(/\/$/, '')), '/sys/fs/cgroup/cpu'])];
}

/** Within a container, the group is often mounted at the root. */
function placesOf(mount: string, group: string): string[] {
  return [...new Set([`${mount}${group}`, mount])];
}
