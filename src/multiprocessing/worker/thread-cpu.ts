import { cpuUsage } from 'node:process';

/**
 * CPU time of the calling thread in ms; `null` where Node cannot read it. `process.threadCpuUsage()` came with Node 23.9. A
 * worker process has little but its main thread, so there the time of the process takes its place.
 */
export function threadCpuMs(kind: 'threads' | 'processes'): number | null {
  // eslint-disable-next-line n/no-unsupported-features/node-builtins -- undefined in older versions
  const { threadCpuUsage } = process as Partial<Pick<NodeJS.Process, 'threadCpuUsage'>>;
  const usage = threadCpuUsage ? threadCpuUsage.call(process) : kind === 'processes' ? cpuUsage() : null;
  return usage && (usage.user + usage.system) / 1_000;
}
