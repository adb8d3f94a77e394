import { fixableCodes } from '../../model/change.ts';
import type { SourceLocation } from '../../model/target.ts';
import { isHistoryId } from '../history/history-index.ts';
import type { ExportFormat, FromPanel } from '../../../webview/protocol.ts';

const formats: readonly ExportFormat[] = ['html', 'json', 'markdown', 'csv', 'trace', 'cpuprofile'];

/** Validates a message of the page. Returns `null` if it is not one of the protocol. */
export function readPanelMessage(value: unknown): FromPanel | null {
  if (!isRecord(value)) return null;
  switch (value['type']) {
    case 'ready':
    case 'runAgain':
    case 'cancel':
    case 'copySummary':
    case 'copyPoolOptions':
    case 'generateParallel':
    case 'copyCommandLine':
    case 'showOutput':
    case 'closeComparison':
    case 'copyComparison':
      return { type: value['type'] };
    case 'openLocation': {
      const location = readLocation(value['location']);
      return location && { type: 'openLocation', location };
    }
    case 'fixFinding': {
      const location = readLocation(value['location']);
      const code = fixableCodes.find((known) => known === value['code']);
      return location && code ? { type: 'fixFinding', code, location } : null;
    }
    case 'export': {
      const format = formats.find((known) => known === value['format']);
      return format ? { type: 'export', format } : null;
    }
    case 'profileItem': {
      const { item } = value;
      return typeof item === 'number' && Number.isSafeInteger(item) && item >= 0 ? { type: 'profileItem', item } : null;
    }
    case 'openRun':
    case 'compareRun':
      return isHistoryId(value['id']) ? { type: value['type'], id: value['id'] } : null;
    case 'pinBaseline': {
      const { id, pinned } = value;
      return isHistoryId(id) && typeof pinned === 'boolean' ? { type: 'pinBaseline', id, pinned } : null;
    }
    default:
      return null;
  }
}

/** Copies a location without other properties of the object. */
function readLocation(value: unknown): SourceLocation | null {
  if (!isRecord(value) || typeof value['file'] !== 'string') return null;
  const { file, line, column, endLine, endColumn } = value;
  if (!isPosition(line) || !isPosition(column)) return null;
  return {
    file,
    line,
    column,
    ...(isPosition(endLine) ? { endLine } : {}),
    ...(isPosition(endColumn) ? { endColumn } : {}),
  };
}

function isPosition(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
