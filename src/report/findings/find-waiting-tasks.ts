import { WAITING_BELOW } from '../../math/task-share.ts';
import { cpuShare, fillsCores, helperShare, HELPING } from '../cpu-share.ts';
import { mean } from '../../math/median.ts';
import type { StrategyResult } from '../../model/report.ts';
import { runFinding, type RunRule } from './run-facts.ts';

/** A busy machine leaves helpers at least this much of a core that they compete for. */
const LEAST_LEFT = 0.2;

/**
 * Finds tasks that wait for something external or let others compute, and machines that provide less CPU time than they
 * show.
 */
export const findWaitingTasks: RunRule = (facts) => {
  const share = facts.serial ? cpuShare([facts.serial, ...facts.parallel]) : null;
  const taskMs = (facts.serial?.tasks?.sumMs ?? 0) / Math.max(1, facts.items);
  const { machine } = facts;
  const helpers = facts.serial ? (helperShare([facts.serial]) ?? 0) : 0;
  const waits = share !== null && share < WAITING_BELOW;
  const helps = helpers >= HELPING * (facts.serial ? coreLeft(facts.serial, facts.cores) : 1);
  return [
    ...(waits && helps
      ? [
          runFinding(
            facts,
            'computes-elsewhere',
            {
              cpuShare: share,
              helperShare: helpers,
              async: facts.target.async,
              ...(fillsCores(share, helpers, facts.cores) && { cores: facts.cores }),
            },
            { cpuShare: share, helperShare: helpers },
          ),
        ]
      : []),
    ...(waits && !helps
      ? [
          runFinding(
            facts,
            'io-bound',
            { cpuShare: share, taskMs, async: facts.target.async },
            { cpuShare: share, taskMs },
          ),
        ]
      : []),
    ...(machine && machine.cpuQuota !== null && machine.cpuQuota < machine.logicalCores
      ? [
          runFinding(
            facts,
            'quota-below-cores',
            { quota: machine.cpuQuota, cores: machine.logicalCores },
            { quotaCores: machine.cpuQuota, logicalCores: machine.logicalCores },
          ),
        ]
      : []),
  ];
};

/** Returns how much of one core other programs left to the helpers of a task, 0 to 1. */
function coreLeft({ coreUsage }: StrategyResult, cores: number): number {
  if (!coreUsage?.attributed) return 1;
  const others = coreUsage.cores.reduce((sum, core) => sum + mean(core.others), 0);
  return Math.min(1, Math.max(LEAST_LEFT, cores - others));
}
