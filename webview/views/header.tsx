import { element } from '../element.ts';
import type { Host } from '../host.ts';
import type { ExportFormat } from '../protocol.ts';
import { Button } from './button.tsx';
import { menu } from './menu.tsx';
import { runSettingsView } from './run-settings.tsx';
import { SourceLink } from './source-link.tsx';
import type { ViewContext } from './view-context.ts';

const EXPORTS: [ExportFormat, string][] = [
  ['html', 'Web page (.html)'],
  ['markdown', 'Markdown (.md)'],
  ['json', 'Report (.parallel.json)'],
  ['csv', 'Table (.csv)'],
  ['trace', 'Trace for Perfetto (.json)'],
  ['cpuprofile', 'CPU profiles (.cpuprofile)'],
];

/** The menu of formats in which a report can be written. */
export function exportMenu(host: Host, isOffered: (format: ExportFormat) => boolean): HTMLElement {
  const formats = EXPORTS.filter(([format]) => isOffered(format));
  return menu(
    'Export',
    formats.map(([format, label]) => ({ label, onClick: () => host.send({ type: 'export', format }) })),
  );
}

/** The function with its location and inputs, and the actions for the whole report. */
export function headerView(context: ViewContext): HTMLElement {
  const { report, host, trusted } = context;
  return (
    <header class="page-header">
      <div class="page-title">
        <span class="function-name">{report.target.name}</span>
        <SourceLink location={report.target.location} host={host} />
        {runSettingsView(context)}
      </div>
      {host.present && (
        <div class="actions">
          {trusted && report.outcome.status === 'completed' && (
            <Button icon="play" onClick={() => host.send({ type: 'runAgain' })}>
              Profile again
            </Button>
          )}
          {exportMenu(host, (format) => format !== 'cpuprofile' || report.cpuProfiles.length > 0)}
        </div>
      )}
    </header>
  );
}
