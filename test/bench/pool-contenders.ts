import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { FixedThreadPool } from 'poolifier';
import { Piscina } from 'piscina';
import { Tinypool } from 'tinypool';
import workerpool from 'workerpool';
import { Pool } from '../../src/multiprocessing/index.ts';

export const workers = 2;
const program = (name: string): string => fileURLToPath(new URL(`../../dist/${name}.cjs`, import.meta.url));
/** The built worker programs: what users run. */
const programs = { threadWorker: program('thread-worker'), processWorker: program('process-worker') };
const tasks = fileURLToPath(new URL('./workers/tasks.mjs', import.meta.url));
const worker = (name: string): string => fileURLToPath(new URL(`./workers/${name}.mjs`, import.meta.url));

/** A pool that takes single tasks. */
export interface Contender {
  name: string;
  single: (task: 'noop' | 'fibonacci', x: number) => PromiseLike<unknown>;
  stop: () => Promise<void>;
}

/** Our own pool. */
export function ourPool(kind: 'threads' | 'processes'): Pool {
  return new Pool(tasks, { kind, processes: workers, programs });
}

/** The pools of others, each as its own documentation advises for a fixed number of threads. */
export const peers: readonly (() => Contender)[] = [
  () => {
    const pool = new Tinypool({ filename: tasks, minThreads: workers, maxThreads: workers, runtime: 'worker_threads' });
    return { name: 'tinypool', single: (name, x) => pool.run(x, { name }), stop: () => pool.destroy() };
  },
  () => {
    const pool = new Piscina({ filename: tasks, minThreads: workers, maxThreads: workers, maxQueue: Infinity });
    return { name: 'piscina', single: (name, x) => pool.run(x, { name }), stop: () => pool.destroy() };
  },
  () => {
    const pool = new FixedThreadPool<number, number>(workers, worker('poolifier'));
    return { name: 'poolifier', single: (name, x) => pool.execute(x, name), stop: () => pool.destroy() };
  },
  () => {
    const options = { minWorkers: workers, maxWorkers: workers, workerType: 'thread' as const };
    const pool = workerpool.pool(worker('workerpool'), options);
    return {
      name: 'workerpool',
      single: (name, x) => pool.exec(name, [x]),
      stop: async () => {
        await pool.terminate();
      },
    };
  },
];

/** Threads with nothing around them, each for one task: the platform's limit of a start. */
export function bareThreads(): Contender {
  const idle = Array.from({ length: workers }, () => new Worker(worker('bare')));
  const started = [...idle];
  return {
    name: 'bare threads',
    single: (task, x) => {
      const thread = idle.pop();
      return new Promise((resolve, reject) => {
        if (thread === undefined) reject(new Error('Each bare thread takes one task.'));
        else thread.once('message', resolve).once('error', reject).postMessage({ task, x });
      });
    },
    stop: async () => {
      await Promise.all(started.map((thread) => thread.terminate()));
    },
  };
}
