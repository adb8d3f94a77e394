import { cpuShare, WAITING_BELOW } from '../cpu-share.ts';
import { runFinding, type RunRule } from './run-facts.ts';

/** Tasks that wait for something outside, and machines that hand out less CPU than they show. */
export const findWaitingTasks: RunRule = (facts) => {
  const share = facts.serial ? cpuShare([facts.serial, ...facts.parallel]) : null;
  const taskMs = (facts.serial?.tasks?.sumMs ?? 0) / Math.max(1, facts.items);
  const { machine } = facts;
  return [
    ...(share !== null && share < WAITING_BELOW
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
