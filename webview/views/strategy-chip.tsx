import { element } from '../element.ts';
import { strategyLabel } from '../strategy-words.ts';
import type { MeasuredContext } from './view-context.ts';

/** Shows the selected strategy next to the heading of a view about it. */
export function strategyChip({ report, selection, signal }: MeasuredContext): HTMLElement {
  const chip = <span class="chip" />;
  selection.follow((chosen) => {
    chip.replaceChildren(<span class={`key key-${chosen.name}`} aria-hidden="true" />, strategyLabel(chosen, report));
  }, signal);
  return chip;
}
