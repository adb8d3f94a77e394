import type { Neighbour } from '../measurement.ts';
import type { Family } from './family.ts';

/** Scripts: how a command that is already parallel uses its workers. */
export interface ScriptArgs {
  'no-workers': { processes: number };
  'workers-exceed-cores': { workers: number; cores: number; waitShare: number; othersCores: number | null };
  'cores-taken-by-others': { waitShare: number; othersCores: number; neighbours: Neighbour[] };
  'one-shot-workers': { workers: number; startupMs: number; startupShare: number };
  'startup-dominates': { workers: number; startupShare: number; startupMs: number };
  'coordinator-saturated': { share: number; workerIdleShare: number };
  'messages-dominate': { share: number; meanBytes: number | null; messages: number };
  'one-task-at-a-time': { workers: number; busyWorkers: number };
  'workers-idle': { idleShare: number; workers: number };
  'uneven-workers': { busiestMs: number; meanMs: number; workers: number };
  'waits-for-locks': { share: number };
  'workers-crashed': { workers: number; exitCode: number };
}

export const scripts: Family<ScriptArgs> = {
  'no-workers': {
    severity: 'information',
    origins: ['run'],
    covers: [],
    words: ({ processes }, say) =>
      `The command started no worker threads and no child processes with a channel (${say.counted(processes, 'Node process', 'Node processes')}). To see whether workers would help, profile the function that takes the most time.`,
  },
  'workers-exceed-cores': {
    severity: 'warning',
    origins: ['run'],
    covers: ['too-many-workers', 'container-limits'],
    words: ({ workers, cores, waitShare, othersCores }, say) => {
      const others = othersCores === null ? '' : ` Other processes used ${say.busy(othersCores)} cores meanwhile.`;
      return `Oversubscribed: ${say.counted(workers, 'worker')} on ${say.counted(cores, 'core')} spent ${say.percent(waitShare)} of their time waiting for a core. Set the pool's size to availableParallelism(), here ${say.integer(cores)}.${others}`;
    },
  },
  'cores-taken-by-others': {
    severity: 'warning',
    origins: ['validity'],
    covers: ['shared-resource'],
    words: ({ waitShare, othersCores, neighbours }, say) => {
      const busiest = neighbours.length > 0 ? ` (busiest: ${say.neighbours(neighbours)})` : '';
      return `Workers spent ${say.percent(waitShare)} of their time waiting for a core while other processes used ${say.busy(othersCores)} cores. Close them and profile again${busiest}.`;
    },
  },
  'one-shot-workers': {
    severity: 'warning',
    origins: ['run'],
    covers: ['repeated-start'],
    words: ({ workers, startupMs, startupShare }, say) =>
      `${say.counted(workers, 'worker')} ran at most one task each, and start-up took ${say.percent(startupShare)} of their time (${say.duration(startupMs)} each). Create the workers once and send them many tasks.`,
  },
  'startup-dominates': {
    severity: 'warning',
    origins: ['run'],
    covers: ['repeated-start'],
    words: ({ workers, startupShare, startupMs }, say) =>
      `Start-up takes ${say.percent(startupShare)} of the time of ${say.counted(workers, 'worker')} (${say.duration(startupMs)}${workers === 1 ? '' : ' each'}). Import less in the worker's file, or start fewer workers and reuse them.`,
  },
  'coordinator-saturated': {
    severity: 'warning',
    origins: ['run'],
    covers: ['parent-saturated'],
    words: ({ share, workerIdleShare }, say) =>
      `Main thread saturated: busy ${say.percent(share)} of the time, while the workers idle ${say.percent(workerIdleShare)} of theirs. Move its work into the workers, send several items per message, and return smaller results.`,
  },
  'messages-dominate': {
    severity: 'warning',
    origins: ['run'],
    covers: ['large-payload', 'repeated-payload'],
    words: ({ share, meanBytes, messages }, say) => {
      const size = meanBytes === null ? '' : ` of ${say.bytes(meanBytes)} on average`;
      return `Copying ${say.counted(messages, 'message')}${size} takes ${say.percent(share)} of the workers' time on a core. Send less, transfer ArrayBuffers, or share memory with a SharedArrayBuffer.`;
    },
  },
  'one-task-at-a-time': {
    severity: 'warning',
    origins: ['run'],
    covers: ['uneven-tasks'],
    words: ({ workers, busyWorkers }, say) =>
      `Only ${say.busy(busyWorkers)} of ${say.counted(workers, 'worker')} had a task on average: each task is sent after the result of the one before. Start the tasks together with Promise.all instead of awaiting each in a loop.`,
  },
  'workers-idle': {
    severity: 'information',
    origins: ['run'],
    covers: ['uneven-tasks'],
    words: ({ idleShare, workers }, say) =>
      `${say.counted(workers, 'worker')} idled ${say.percent(idleShare)} of the time without a task. Send tasks earlier, several at once, or use fewer workers.`,
  },
  'uneven-workers': {
    severity: 'warning',
    origins: ['run'],
    covers: ['uneven-tasks'],
    words: ({ busiestMs, meanMs, workers }, say) =>
      `Load imbalance: the busiest of ${say.counted(workers, 'worker')} ran for ${say.duration(busiestMs)}, the average for ${say.duration(meanMs)}. Split the work into smaller tasks, and let workers take the next one when they are free.`,
  },
  'waits-for-locks': {
    severity: 'warning',
    origins: ['run'],
    covers: ['shared-resource'],
    words: ({ share }, say) =>
      `Workers spent ${say.percent(share)} of their time in Atomics.wait or a synchronous child process while they had a task. Hold locks for a shorter time, give each worker its own data, or start child processes asynchronously.`,
  },
  'workers-crashed': {
    severity: 'error',
    origins: ['run'],
    covers: ['out-of-memory', 'exit-in-task', 'unhandled-rejection'],
    words: ({ workers, exitCode }, say) =>
      `${say.counted(workers, 'worker')} ended with exit code ${say.integer(exitCode)}; unfinished tasks were lost. Handle the 'error' and 'exit' events of the workers to see why.`,
  },
};
