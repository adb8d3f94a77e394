import { arch, availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import type { Machine } from '../../model/measurement.ts';
import { readCpuQuota } from './control-group.ts';
import { readIfThere, listIfThere } from './read-if-there.ts';

const supplies = '/sys/class/power_supply';

/** Describes the machine as this process sees it. Facts that the platform does not provide are `null`. */
export function describeMachine(nodeSource: Machine['nodeSource']): Machine {
  const all = cpus();
  return {
    platform: process.platform,
    arch: arch(),
    cpuModel: all[0]?.model.trim() ?? 'unknown',
    // Without the kernel's files, as in some containers, Node lists none.
    logicalCores: Math.max(all.length, availableParallelism()),
    physicalCores: readPhysicalCores(),
    availableParallelism: availableParallelism(),
    cpuQuota: readCpuQuota(),
    memoryBytes: usableMemory(),
    // Windows has no load average; Node returns 0 there.
    loadAverage: process.platform === 'win32' ? null : (loadavg()[0] ?? null),
    onBattery: onBattery(),
    nodeVersion: process.version,
    nodeSource,
  };
}

/** Returns the memory limit of the control group, in bytes; `null` without one. */
export function memoryLimit(): number | null {
  // Without a limit, Node returns 0 or more than the total.
  const limit = process.constrainedMemory();
  return limit > 0 && limit < totalmem() ? limit : null;
}

function usableMemory(): number {
  return memoryLimit() ?? totalmem();
}

/** Counts distinct pairs of socket and core in /proc/cpuinfo; virtual machines often omit them. */
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

/**
 * Returns whether the machine runs on battery, which slows processors down.
 * @param read returns the attribute of a supply, `null` if it has none
 * @returns `null` if unknown: on systems other than Linux, and on machines without a battery
 */
export function onBattery(
  names: readonly string[] = listIfThere(supplies) ?? [],
  read: (name: string, attribute: string) => string | null = (name, attribute) =>
    readIfThere(`${supplies}/${name}/${attribute}`)?.trim() ?? null,
): boolean | null {
  // A wireless mouse is also a supply, with the scope Device.
  const own = names.filter((name) => read(name, 'scope') !== 'Device');
  const batteries = own.filter((name) => read(name, 'type') === 'Battery');
  if (batteries.length === 0) return null;
  if (own.some((name) => read(name, 'type') !== 'Battery' && read(name, 'online') === '1')) return false;
  return batteries.some((name) => read(name, 'status') === 'Discharging');
}
