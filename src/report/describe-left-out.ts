import type { Report } from '../model/report.ts';
import { describeStrategy } from './describe-strategy.ts';
import { counted, integer } from './numbers-in-words.ts';

/** Parts of the run that did not fit into the budget, each a sentence without its full stop. */
export function describeLeftOut({ strategies, inputs, plan, leftOut }: Report): string[] {
  const compared = strategies.flatMap(({ results }) => results?.compared ?? []);
  const configurations = leftOut?.configurations ?? [];
  return [
    ...(compared.length > 0
      ? [`results compared for ${integer(Math.min(...compared))} of ${counted(inputs.count, 'item')}, spread evenly`]
      : []),
    ...(configurations.length > 0
      ? [
          `not measured within the budget of ${plan.budgetSeconds} s: ${configurations
            .map(({ strategy: name, workers, chunkSize }) => {
              const chunk = chunkSize === null ? '' : ` (chunk size ${integer(chunkSize)})`;
              return `${describeStrategy({ name, workers })}${chunk}`;
            })
            .join(', ')}`,
        ]
      : []),
  ];
}
