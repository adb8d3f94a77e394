import type { StrategyName } from '../model/plan.ts';
import { describeStrategy } from './describe-strategy.ts';

/** The end of the name that the engine gives the profile of a thread: `threads-2.worker-0.cpuprofile`. */
const NAME = /\.(serial|async|bullmq|(threads|processes)-(\d+))(?:\.(?:(main)|(worker|thread)-(\d+)))?\.cpuprofile$/;

/** Returns which thread of a run a CPU profile is of, by its file: `2 threads, worker 1`; `null` for other names. */
export function describeCpuProfile(file: string): string | null {
  const [, single, pool, workers, main, role, index] = NAME.exec(file) ?? [];
  if (single === undefined) return null;
  const strategy =
    pool === undefined
      ? ({ serial: 'serial', async: 'promises' }[single] ?? 'queue')
      : describeStrategy({ name: pool as StrategyName, workers: Number(workers) });
  if (main !== undefined) return `${strategy}, main thread`;
  if (role === undefined) return strategy;
  return `${strategy}, ${role === 'worker' ? 'worker' : 'other thread'} ${Number(index) + 1}`;
}
