import type { Report } from '../../model/report.ts';

/**
 * The report that the page kept through a reload, when it is one of this version. Only what decides whether it can be
 * drawn is looked at: the page itself wrote it, from a report of ours.
 */
export function readPanelState(state: unknown): Report | null {
  if (!isRecord(state) || state['version'] !== 1 || !isReport(state['report'])) return null;
  return state['report'];
}

function isReport(value: unknown): value is Report {
  return (
    isRecord(value) &&
    value['version'] === 1 &&
    isRecord(value['outcome']) &&
    isRecord(value['target']) &&
    typeof value['target']['file'] === 'string' &&
    typeof value['target']['name'] === 'string' &&
    isRecord(value['inputs']) &&
    Array.isArray(value['strategies']) &&
    Array.isArray(value['findings']) &&
    typeof value['verdict'] === 'string'
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
