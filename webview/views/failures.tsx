import type { ItemFailure } from '../../src/model/measurement.ts';
import { counted, integer } from '../../src/report/numbers-in-words.ts';
import { element } from '../element.ts';
import { strategyLabel } from '../strategy-words.ts';
import { Section } from './section.tsx';
import type { ViewContext } from './view-context.ts';

/** Maximum number of failures to list; the finding has the total. */
const LISTED = 10;

function failureItem({ item, input, error }: ItemFailure): HTMLElement {
  return (
    <li>
      <details>
        <summary>
          Item {integer(item)}: <code>{input}</code> &ndash; {error.name}: {error.message}
        </summary>
        <pre tabindex={0}>{error.stack ?? `${error.name}: ${error.message}`}</pre>
      </details>
    </li>
  );
}

/** The items for which the function threw, each with its stack, from the first strategy with failures. */
export function failuresView({ report }: ViewContext): HTMLElement | null {
  const failing = report.strategies.filter((strategy) => strategy.failures.length > 0);
  const [first] = failing;
  if (!first) return null;
  const where = failing.map((strategy) => strategyLabel(strategy, report)).join(', ');
  const rest = first.failedItems - Math.min(LISTED, first.failures.length);
  return (
    <Section
      name="failures"
      heading="Items that failed"
      lead={`${counted(first.failedItems, 'item')} of ${integer(report.inputs.count)}. Seen with: ${where}.`}
    >
      <ul class="failure-list">{first.failures.slice(0, LISTED).map(failureItem)}</ul>
      {rest > 0 && <p class="muted">and {integer(rest)} more</p>}
    </Section>
  );
}
