import type { ItemFailure } from '../../src/model/measurement.ts';
import { counted, integer } from '../../src/report/numbers-in-words.ts';
import { element } from '../element.ts';
import { strategyLabel } from '../strategy-words.ts';
import { section } from './section.ts';
import type { ViewContext } from './view-context.ts';

/** As many are listed; the finding says how many there were. */
const LISTED = 10;

function failureItem({ item, input, error }: ItemFailure): HTMLElement {
  return element(
    'li',
    {},
    element(
      'details',
      {},
      element(
        'summary',
        {},
        `Item ${integer(item)}: `,
        element('code', {}, input),
        ` \u2013 ${error.name}: ${error.message}`,
      ),
      element('pre', { tabindex: 0 }, error.stack ?? `${error.name}: ${error.message}`),
    ),
  );
}

/** The items for which the function threw, with the stack of each: those of the first strategy where it happened. */
export function failuresView({ report }: ViewContext): HTMLElement | null {
  const failing = report.strategies.filter((strategy) => strategy.failures.length > 0);
  const [first] = failing;
  if (!first) return null;
  const where = failing.map((strategy) => strategyLabel(strategy, report)).join(', ');
  const rest = first.failedItems - Math.min(LISTED, first.failures.length);
  return section(
    'failures',
    'Items that failed',
    `${counted(first.failedItems, 'item')} of ${integer(report.inputs.count)}. Seen with: ${where}.`,
    [
      element('ul', { class: 'failure-list' }, ...first.failures.slice(0, LISTED).map(failureItem)),
      rest > 0 ? element('p', { class: 'muted' }, `and ${integer(rest)} more`) : null,
    ],
  );
}
