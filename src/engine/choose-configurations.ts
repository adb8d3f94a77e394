import type { Configuration } from '../model/plan.ts';

/** What is known after the first serial pass. */
export interface Costs {
  serialMs: number;
  /** Budget that is left, in ms. */
  leftMs: number;
  cores: number;
}

/**
 * Keeps the configurations that the budget has room for, the most telling first: threads on all cores, threads one step
 * beyond, processes on all cores, then the rest from many workers to one. The first three are kept whatever they cost,
 * because without them there is no answer; order is preserved.
 */
export function chooseConfigurations(configurations: readonly Configuration[], costs: Costs): Configuration[] {
  const ranked = configurations
    .filter(({ strategy }) => strategy !== 'serial')
    .toSorted((a, b) => rank(a, costs.cores) - rank(b, costs.cores));
  let spent = 0;
  const kept = new Set<Configuration>();
  ranked.forEach((configuration, index) => {
    // One pass each must fit beside a second serial one. Promises and sleeping tasks gain with any number of workers.
    const passMs = costs.serialMs / configuration.workers;
    if (index >= ALWAYS && spent + passMs > costs.leftMs - costs.serialMs) return;
    spent += passMs;
    kept.add(configuration);
  });
  return configurations.filter((configuration) => configuration.strategy === 'serial' || kept.has(configuration));
}

const ALWAYS = 3;

function rank({ strategy, workers }: Configuration, cores: number): number {
  const kind = { serial: 0, async: 0, threads: 1, processes: 2 }[strategy];
  if (strategy === 'async') return 0;
  if (workers === cores) return kind === 1 ? 1 : 3;
  if (workers > cores) return kind === 1 ? 2 : 4;
  return 10 - workers / cores + kind / 10;
}
