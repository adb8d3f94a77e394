import { quantile } from '../../src/math/median.ts';
import {
  coverage,
  predictSimulated,
  type PredictedTruth,
  relativeErrors,
  simulatedMachines,
} from '../report/prediction/simulated-machines.ts';
import type { Bench, Claims } from './bench.ts';

const SEEDS = [1, 2, 3, 4, 5];

/** Predictions from simulated measurements against the laws that produced them. Nothing is measured here. */
export const prediction: Bench = {
  name: 'prediction',
  about: 'predictions from 4 and 2 simulated cores against the law of the simulated machine',
  cases: [
    { name: 'four-cores', about: 'measured on 4 cores', run: (claims) => fromFour(claims) },
    {
      name: 'two-cores',
      about: 'measured on 2 cores, which show one step of the law',
      run: (claims) => fromTwo(claims),
    },
  ],
};

function predictAll(from: number): PredictedTruth[] {
  return SEEDS.flatMap((seed) => predictSimulated(simulatedMachines, from, [from, 16, 64], 1000 * seed));
}

async function fromFour(claims: Claims): Promise<void> {
  const all = predictAll(4);
  printTable(all);
  const beyond = all.filter(({ to }) => to > 4);
  const telling = beyond.filter(({ machine }) => machine.family !== 'hidden coherence');
  const errors = relativeErrors(telling);
  claims.check('median error at most 10%', percent(quantile(errors, 0.5)), quantile(errors, 0.5) <= 0.1);
  claims.check(
    'error of 95% of the predictions at most 25%',
    percent(quantile(errors, 0.95)),
    quantile(errors, 0.95) <= 0.25,
  );
  const worst = Math.max(...relativeErrors(telling.filter(({ to }) => to === 16)));
  claims.check('worst error at 16 cores at most 25%', percent(worst), worst <= 0.25);
  const worstFar = Math.max(...relativeErrors(telling.filter(({ to }) => to === 64)));
  claims.check('worst error at 64 cores at most 25%', percent(worstFar), worstFar <= 0.25);
  const covered = coverage(beyond);
  claims.check('at least 90% of the intervals contain the truth, all machines', percent(covered), covered >= 0.9);
  await Promise.resolve();
}

async function fromTwo(claims: Claims): Promise<void> {
  const all = predictAll(2);
  printTable(all);
  const covered = coverage(all.filter(({ to }) => to > 2));
  claims.check('at least 90% of the intervals contain the truth, all machines', percent(covered), covered >= 0.9);
  await Promise.resolve();
}

function printTable(all: readonly PredictedTruth[]): void {
  console.log('  law               cores     n   median      95%    worst   covered   width');
  for (const family of new Set(all.map(({ machine }) => machine.family)))
    for (const to of new Set(all.map((one) => one.to))) {
      const group = all.filter((one) => one.machine.family === family && one.to === to);
      const errors = relativeErrors(group);
      const widths = group.map(({ low, high }) => high / low).sort((a, b) => a - b);
      const cells = [
        ...[quantile(errors, 0.5), quantile(errors, 0.95), Math.max(...errors)].map((error) =>
          percent(error).padStart(9),
        ),
        percent(coverage(group)).padStart(10),
        `${quantile(widths, 0.5).toFixed(2)}x`.padStart(8),
      ];
      console.log(
        `  ${family.padEnd(18)}${String(to).padStart(5)}${String(group.length).padStart(6)}${cells.join('')}`,
      );
    }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
