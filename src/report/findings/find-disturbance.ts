import type { CoreSamples, Neighbour } from '../../model/measurement.ts';
import { chunkSizeOf } from '../../model/report.ts';
import { NOTABLE_LOAD_CORES, UNRELIABLE_LOAD_CORES } from '../../model/findings/resources.ts';
import { WAITING_BELOW } from '../../math/task-share.ts';
import { sum } from '../../math/median.ts';
import { cpuShare, helperShare } from '../cpu-share.ts';
import { runFinding, strategyArgs, type RunFacts, type RunRule } from './run-facts.ts';

const NAMEABLE_CORES = 0.05;
/** Share of the cores up to which there is one for every thread that wants it. */
const SPARE = 0.9;
const STOLEN = 0.01;
const MUCH_STOLEN = 0.05;

/** Finds other processes, a hypervisor or a quota that took cores away during the measurement. */
export const findDisturbance: RunRule = (facts) => {
  const usage = coreUsages(facts);
  const others = meanCores(usage, (core) => core.others);
  const stolen = meanCores(usage, (core) => core.stolen) / Math.max(1, Math.round(facts.cores));
  return [
    ...(others > NOTABLE_LOAD_CORES
      ? [
          runFinding(
            facts,
            'background-load',
            { cores: others, available: facts.cores, neighbours: nameable(facts) },
            { othersCores: others },
            { severity: others > UNRELIABLE_LOAD_CORES && needsCores(facts, others) ? 'error' : 'warning' },
          ),
        ]
      : []),
    ...(stolen > STOLEN
      ? [
          runFinding(
            facts,
            'stolen-time',
            { share: stolen },
            { stolenShare: stolen },
            { severity: stolen > MUCH_STOLEN ? 'error' : 'warning' },
          ),
        ]
      : []),
    ...findThrottled(facts),
  ];
};

/** Returns whether the function needed the cores that others used; tasks that mostly wait leave most of them free. */
function needsCores({ serial, parallel, cores }: RunFacts, others: number): boolean {
  const results = serial ? [serial, ...parallel] : [];
  const share = cpuShare(results) ?? 1;
  const most = Math.max(1, ...parallel.map(({ speedup }) => speedup.value));
  return share >= WAITING_BELOW || (share + (helperShare(results) ?? 0)) * most + others > SPARE * cores;
}

/** Returns programs that used enough of a core to be named. */
export function nameable({ neighbours }: RunFacts): Neighbour[] {
  return neighbours.filter(({ cores }) => cores >= NAMEABLE_CORES);
}

/** Returns the samples of all strategies that were sampled. */
export function coreUsages({ serial, parallel }: RunFacts): CoreSamples[] {
  return [serial, ...parallel].flatMap((result) => result?.coreUsage ?? []);
}

/** Returns the mean number of cores taken, over all samples of all passes. */
export function meanCores(
  usage: readonly CoreSamples[],
  row: (core: CoreSamples['cores'][number]) => readonly number[],
): number {
  const samples = sum(usage.map((one) => one.timesMs.length));
  if (samples === 0) return 0;
  return sum(usage.flatMap((one) => one.cores.map((core) => sum(row(core))))) / samples;
}

function findThrottled(facts: RunFacts) {
  return [facts.serial, ...facts.parallel].flatMap((result) => {
    const throttledMs = facts.measurements.find(
      ({ configuration, chunkSize }) =>
        configuration.strategy === result?.name &&
        configuration.workers === result.workers &&
        chunkSize === chunkSizeOf(result),
    )?.throttledMs;
    if (!result || throttledMs === undefined) return [];
    const wallMs = sum(result.rounds.map((round) => round.wallMs * round.repeats));
    const share = throttledMs / wallMs;
    if (!(share > STOLEN)) return [];
    const severity = share > MUCH_STOLEN ? 'error' : 'warning';
    return [
      runFinding(
        facts,
        'throttled',
        { ...strategyArgs(result), throttledMs },
        { throttledMs, roundsMs: wallMs },
        { severity },
      ),
    ];
  });
}
