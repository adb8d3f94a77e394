import { WAITING_BELOW } from '../../math/task-share.ts';
import { cpuShare, fillsCores, helperShare, HELPING } from '../cpu-share.ts';
import { runFinding, type RunRule } from './run-facts.ts';

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
  return [
    ...(waits && helpers >= HELPING
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
    ...(waits && helpers < HELPING
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
