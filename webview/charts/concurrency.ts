import type { WorkerActivity } from '../../src/model/measurement.ts';

/**
 * How well a level of concurrency uses the machine, after VTune's utilization bands. Up to half the target is poor, up
 * to 85% OK, up to 115% ideal; above, more workers are busy than can run at once.
 */
export type ConcurrencyBand = 'idle' | 'poor' | 'ok' | 'ideal' | 'over';

export interface ConcurrencyLevel {
  /** Number of workers executing at once. */
  busy: number;
  band: ConcurrencyBand;
  ms: number;
  /** Share of the pass. */
  share: number;
}

/** Returns the band for a number of busy workers on a machine that can run `target` at once. */
export function concurrencyBand(busy: number, target: number): ConcurrencyBand {
  if (busy < 0.5) return 'idle';
  const share = busy / target;
  if (share <= 0.5) return 'poor';
  if (share <= 0.855) return 'ok';
  return share <= 1.155 ? 'ideal' : 'over';
}

/**
 * Returns how long each number of workers was executing tasks at once, from none to all. Levels without time are listed
 * too.
 *
 * @param wallMs duration of the pass; time outside all segments counts as level 0
 * @param target number of cores that can run at once
 */
export function concurrencyLevels(
  workers: readonly Pick<WorkerActivity, 'segments'>[],
  wallMs: number,
  target: number,
): ConcurrencyLevel[] {
  const edges: { atMs: number; step: 1 | -1 }[] = [];
  for (const worker of workers) {
    for (const segment of worker.segments) {
      if (segment.kind !== 'execute') continue;
      const start = Math.max(0, segment.startMs);
      const end = Math.min(wallMs, segment.startMs + segment.durationMs);
      if (end > start) edges.push({ atMs: start, step: 1 }, { atMs: end, step: -1 });
    }
  }
  edges.sort((a, b) => a.atMs - b.atMs || a.step - b.step);
  const spent = new Array<number>(workers.length + 1).fill(0);
  let busy = 0;
  let sinceMs = 0;
  for (const edge of edges) {
    spent[busy] = (spent[busy] ?? 0) + edge.atMs - sinceMs;
    sinceMs = edge.atMs;
    busy += edge.step;
  }
  spent[busy] = (spent[busy] ?? 0) + Math.max(0, wallMs - sinceMs);
  return spent.map((ms, level) => ({
    busy: level,
    band: concurrencyBand(level, target),
    ms,
    share: wallMs > 0 ? ms / wallMs : 0,
  }));
}

/** Returns the average number of busy workers over the pass. */
export function meanConcurrency(levels: readonly ConcurrencyLevel[]): number {
  return levels.reduce((sum, level) => sum + level.busy * level.share, 0);
}
