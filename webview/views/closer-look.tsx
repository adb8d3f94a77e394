import type { StrategyResult } from '../../src/model/report.ts';
import { element } from '../element.ts';
import { strategyHeading } from '../strategy-words.ts';
import type { MeasuredContext } from './view-context.ts';

/** Heading of the detail views: the strategy that they show, and a list to select another. */
export function closerLookView({ report, selection, signal }: MeasuredContext): HTMLElement | null {
  const others: StrategyResult[] = report.strategies.filter((strategy) => strategy.kind !== 'baseline');
  if (others.length < 2) return null;
  const options = others.map((strategy, i) => (
    <vscode-option value={String(i)}>{strategyHeading(strategy, report)}</vscode-option>
  ));
  const dropdown: HTMLElement & { value?: string } = (
    <vscode-dropdown aria-label="Strategy to inspect">{options}</vscode-dropdown>
  );
  dropdown.addEventListener('change', () => {
    const strategy = others[Number(dropdown.value)];
    if (strategy) selection.choose(strategy);
  });
  const show = (): void => {
    dropdown.value = String(others.indexOf(selection.chosen));
  };
  selection.onChange(show, signal);
  // The toolkit accepts a value only after its options have been connected.
  requestAnimationFrame(show);
  return (
    <div class="closer-look">
      <span>Details of</span>
      {dropdown}
      <span class="muted">one observed pass over all items</span>
    </div>
  );
}
