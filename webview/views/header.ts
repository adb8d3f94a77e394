import { describeInputs } from '../../src/report/describe-inputs.ts';
import { element } from '../element.ts';
import type { ExportFormat } from '../protocol.ts';
import { button } from './button.ts';
import { sourceLink } from './source-link.ts';
import type { ViewContext } from './view-context.ts';

const EXPORTS: [ExportFormat, string][] = [
  ['html', 'Web page (.html)'],
  ['markdown', 'Markdown (.md)'],
  ['json', 'Report (.parallel.json)'],
  ['csv', 'Table (.csv)'],
  ['trace', 'Trace for Perfetto (.json)'],
  ['cpuprofile', 'CPU profiles (.cpuprofile)'],
];

function exportMenu({ host, report }: ViewContext): HTMLElement {
  const formats = EXPORTS.filter(([format]) => format !== 'cpuprofile' || report.cpuProfiles.length > 0);
  const menu = element('details', { class: 'menu' });
  const close = (): void => {
    menu.open = false;
  };
  menu.append(
    element('summary', { class: 'menu-button' }, 'Export'),
    element(
      'div',
      { class: 'menu-items' },
      ...formats.map(([format, label]) =>
        element(
          'button',
          {
            type: 'button',
            on: {
              click: () => {
                close();
                host.send({ type: 'export', format });
              },
            },
          },
          label,
        ),
      ),
    ),
  );
  menu.addEventListener('focusout', (event) => {
    if (event.relatedTarget instanceof Node && !menu.contains(event.relatedTarget)) close();
  });
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    close();
    menu.querySelector('summary')?.focus();
  });
  return menu;
}

/** Which function, where, with which inputs; and what can be done with the report as a whole. */
export function headerView(context: ViewContext): HTMLElement {
  const { report, host, trusted } = context;
  const inputs = report.inputs;
  return element(
    'header',
    { class: 'page-header' },
    element(
      'div',
      { class: 'page-title' },
      element('span', { class: 'function-name' }, report.target.name),
      sourceLink(report.target.location, host),
      inputs.count > 0
        ? element('span', { class: 'page-inputs muted', title: describeInputs(inputs) }, describeInputs(inputs))
        : null,
    ),
    host.present
      ? element(
          'div',
          { class: 'actions' },
          trusted && report.outcome.status === 'completed'
            ? button('Profile again', () => host.send({ type: 'runAgain' }), { icon: 'play' })
            : null,
          exportMenu(context),
        )
      : null,
  );
}
