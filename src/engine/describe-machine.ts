import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import type { Machine } from '../model/measurement.ts';

/** The machine as this process sees it. What a platform does not tell is `null`. */
export function describeMachine(nodeSource: Machine['nodeSource']): Machine {
  const all = cpus();
  return {
    platform: process.platform,
    arch: arch(),
    cpuModel: all[0]?.model.trim() ?? 'unknown',
    logicalCores: all.length,
    physicalCores: readPhysicalCores(),
    availableParallelism: availableParallelism(),
    cpuQuota: readQuota(),
    memoryBytes: totalmem(),
    // Windows has no load average; Node says 0 there.
    loadAverage: process.platform === 'win32' ? null : (loadavg()[0] ?? null),
    nodeVersion: process.version,
    nodeSource,
  };
}

/** Distinct pairs of socket and core in /proc/cpuinfo; virtual machines often leave them out. */
function readPhysicalCores(): number | null {
  const info = readIfThere('/proc/cpuinfo');
  if (info === null) return null;
  const cores = new Set<string>();
  for (const block of info.split('\n\n')) {
    const socket = /^physical id\s*: (\d+)/m.exec(block)?.[1];
    const core = /^core id\s*: (\d+)/m.exec(block)?.[1];
    if (socket !== undefined && core !== undefined) cores.add(`${socket}/${core}`);
  }
  return cores.size > 0 ? cores.size : null;
}

/** CPUs that the control group allows: `cpu.max` (version 2), else `cfs_quota_us` (version 1). */
function readQuota(): number | null {
  const group = /^0::(.*)$/m.exec(readIfThere('/proc/self/cgroup') ?? '')?.[1] ?? '/';
  for (const file of [`/sys/fs/cgroup${group}/cpu.max`, '/sys/fs/cgroup/cpu.max']) {
    const [quota, period] = readIfThere(file)?.trim().split(' ') ?? [];
    if (quota !== undefined && quota !== 'max') return Number(quota) / Number(period);
    if (quota === 'max') return null;
  }
  const quota = Number(readIfThere('/sys/fs/cgroup/cpu/cpu.cfs_quota_us') ?? -1);
  const period = Number(readIfThere('/sys/fs/cgroup/cpu/cpu.cfs_period_us') ?? 100_000);
  return quota > 0 ? quota / period : null;
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}
