import { element } from '../element.ts';
import type { Host } from '../host.ts';
import type { PanelTarget } from '../protocol.ts';
import { button } from './button.ts';
import { icon } from './icon.ts';
import { sourceLink } from './source-link.ts';

/** A run that could not even begin, with the host's own sentence about it. */
export function problemView(message: string, target: PanelTarget | null, host: Host): HTMLElement {
  return element(
    'section',
    { class: 'outcome outcome-failed', 'aria-label': 'Problem' },
    icon('error'),
    element(
      'div',
      {},
      element('h1', {}, target ? `${target.name} could not be profiled` : 'Nothing was profiled'),
      element('p', { class: 'outcome-message' }, message),
      target ? element('p', {}, sourceLink(target.location, host)) : null,
      element(
        'div',
        { class: 'actions' },
        target
          ? button('Try again', () => host.send({ type: 'runAgain' }), { appearance: 'primary', icon: 'play' })
          : null,
        button('Show output', () => host.send({ type: 'showOutput' })),
      ),
    ),
  );
}

/** A file that should hold a report and does not, with what is wrong with it. */
export function unreadableView(message: string): HTMLElement {
  return element(
    'section',
    { class: 'outcome outcome-failed', 'aria-label': 'Problem' },
    icon('error'),
    element(
      'div',
      {},
      element('h1', {}, 'This report cannot be shown'),
      element('p', { class: 'outcome-message' }, message),
      element('p', { class: 'muted' }, '"Reopen Editor With \u2026" in the menu of the tab shows the file as text.'),
    ),
  );
}
