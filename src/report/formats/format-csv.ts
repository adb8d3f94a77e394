import type { Report, StrategyResult } from '../../model/report.ts';

/** The columns, by the name of the report's field with its unit; a row per strategy. */
const columns: Record<string, (result: StrategyResult) => string | number | null> = {
  strategy: (result) => result.name,
  workers: (result) => result.workers,
  chunkSize: (result) => result.chunkSize,
  rounds: (result) => result.rounds.length,
  replicas: (result) => result.spread?.replicas ?? null,
  wallMsMedian: (result) => result.wallMs.median,
  wallMsLow: (result) => result.wallMs.ci95[0],
  wallMsHigh: (result) => result.wallMs.ci95[1],
  speedup: (result) => result.speedup.value,
  speedupLow: (result) => result.speedup.ci95[0],
  speedupHigh: (result) => result.speedup.ci95[1],
  speedupWithStartup: (result) => result.speedupWithStartup,
  efficiency: (result) => result.efficiency,
  startupMs: (result) => result.startupMs,
  coldMs: (result) => result.coldMs,
  breakEvenItems: (result) => result.breakEvenItems,
  loadBalance: (result) => result.factors?.loadBalance ?? null,
  communication: (result) => result.factors?.communication ?? null,
  computeScaling: (result) => result.factors?.computeScaling ?? null,
  capacityMs: (result) => result.timeMs?.capacity ?? null,
  usefulMs: (result) => result.timeMs?.useful ?? null,
  inflatedMs: (result) => result.timeMs?.inflated ?? null,
  cloneInMs: (result) => result.timeMs?.cloneIn ?? null,
  cloneOutMs: (result) => result.timeMs?.cloneOut ?? null,
  dispatchMs: (result) => result.timeMs?.dispatch ?? null,
  tailMs: (result) => result.timeMs?.tail ?? null,
  unaccountedMs: (result) => result.timeMs?.unaccounted ?? null,
  gcMs: (result) => result.timeMs?.gc ?? null,
  resultsEqual: (result) => (result.results === null ? null : String(result.results.equal)),
  failedItems: (result) => result.failedItems,
  doubts: (result) => result.doubts.join(' '),
};

/** A header and a row per strategy, as RFC 4180 has it; what is not known is empty. */
export function formatCsv(report: Report): string {
  const rows = [
    Object.keys(columns),
    ...report.strategies.map((result) => Object.values(columns).map((column) => column(result))),
  ];
  return rows.map((row) => `${row.map(quote).join(',')}\r\n`).join('');
}

function quote(cell: string | number | null): string {
  if (cell === null) return '';
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
