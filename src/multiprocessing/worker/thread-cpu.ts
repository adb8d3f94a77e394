import { cpuUsage } from 'node:process';

/**
 * Returns the CPU time of the calling thread in ms; `null` where Node cannot read it. `process.threadCpuUsage()` was
 * added in Node 23.9. In a worker process the CPU time of the process is used instead, because it has little but its
 * main thread.
 */
export function threadCpuMs(kind: 'threads' | 'processes'): number | null {
  // eslint-disable-next-line n/no-unsupported-features/node-builtins -- undefined in older versions
  const { threadCpuUsage } = process as Partial<Pick<NodeJS.Process, 'threadCpuUsage'>>;
  const usage = threadCpuUsage ? threadCpuUsage.call(process) : kind === 'processes' ? cpuUsage() : null;
  return usage && (usage.user + usage.system) / 1_000;
}
