import type { Report } from '../model/report.ts';
import type { SkippedItem } from '../model/run-event.ts';
import { describeStrategy } from './describe-strategy.ts';
import { nameItem } from './describe-long-item.ts';
import { counted, integer } from './numbers-in-words.ts';

/** Parts of the run that did not fit into the budget, each a sentence without its full stop. */
export function describeLeftOut({ strategies, inputs, plan, leftOut }: Report): string[] {
  const compared = strategies.flatMap(({ results }) => results?.compared ?? []);
  const configurations = leftOut?.configurations ?? [];
  const skipped = inputs.skipped ?? [];
  return [
    ...(skipped.length > 0 ? [describeSkipped(skipped, inputs.count)] : []),
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

/** Items named in full. */
const mostNamed = 3;

function describeSkipped(skipped: readonly SkippedItem[], measured: number): string {
  const named = skipped.slice(0, mostNamed).map(nameItem);
  const others = skipped.length - named.length;
  const all = others > 0 ? [...named, `${integer(others)} more`] : named;
  return `${integer(skipped.length)} of ${counted(measured + skipped.length, 'item')} skipped because of long calls: ${all.join(', ')}`;
}
