import { revealCharacters } from '../reveal-characters.ts';
import type { CheckSummary } from './check-summary.ts';

const commands = { error: 'error', warning: 'warning', information: 'notice', hint: 'notice' } as const;

/**
 * Returns findings as workflow commands, which GitHub shows at their lines.
 * https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#setting-an-error-message
 */
export function formatFindingsGithub({ findings, shown }: CheckSummary): string {
  return findings
    .map(({ severity, location, code, message }) => {
      const { line, column, endLine, endColumn } = location;
      const properties = {
        file: shown(location.file),
        line,
        // Columns are for one line only.
        ...(endLine === line && { col: column, endColumn }),
        endLine,
        title: `Parallel Profiler: ${code}`,
      };
      const list = Object.entries(properties).flatMap(([name, value]) =>
        value === undefined ? [] : [`${name}=${escapeProperty(String(value))}`],
      );
      return `::${commands[severity]} ${list.join(',')}::${escapeData(message)}`;
    })
    .join('\n');
}

function escapeData(text: string): string {
  const shown = revealCharacters(text, { keepLines: true });
  return shown.replaceAll('%', '%25').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
