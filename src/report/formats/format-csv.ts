import { chunkSizeOf, type PoolResult, type Report, type StrategyResult } from '../../model/report.ts';
import { conclusionOf } from '../write-verdict.ts';

/** The columns, by the name of the report's field with its unit; a row per strategy. */
const columns: Record<string, (result: StrategyResult) => string | number | null> = {
  strategy: (result) => result.name,
  workers: (result) => result.workers,
  chunkSize: chunkSizeOf,
  rounds: (result) => result.rounds.length,
  replicas: (result) => (result.kind === 'baseline' ? null : result.spread.replicas),
  wallMsMedian: (result) => result.wallMs.median,
  wallMsLow: (result) => result.wallMs.ci95[0],
  wallMsHigh: (result) => result.wallMs.ci95[1],
  speedup: (result) => result.speedup.value,
  speedupLow: (result) => result.speedup.ci95[0],
  speedupHigh: (result) => result.speedup.ci95[1],
  speedupWithStartup: ofPool((pool) => pool.speedupWithStartup),
  efficiency: (result) => result.efficiency,
  startupMs: ofPool((pool) => pool.startupMs),
  coldMs: (result) => result.coldMs,
  breakEvenItems: ofPool((pool) => pool.breakEvenItems),
  loadBalance: ofPool((pool) => pool.factors?.loadBalance),
  communication: ofPool((pool) => pool.factors?.communication),
  computeScaling: ofPool((pool) => pool.factors?.computeScaling),
  capacityMs: ofPool((pool) => pool.timeMs?.capacity),
  usefulMs: ofPool((pool) => pool.timeMs?.useful),
  inflatedMs: ofPool((pool) => pool.timeMs?.inflated),
  cloneInMs: ofPool((pool) => pool.timeMs?.cloneIn),
  cloneOutMs: ofPool((pool) => pool.timeMs?.cloneOut),
  dispatchMs: ofPool((pool) => pool.timeMs?.dispatch),
  tailMs: ofPool((pool) => pool.timeMs?.tail),
  unaccountedMs: ofPool((pool) => pool.timeMs?.unaccounted),
  gcMs: ofPool((pool) => pool.timeMs?.gc),
  queueJobs: ofPool((pool) => pool.queue?.jobs),
  queueJobMs: ofPool((pool) => pool.queue?.jobMs),
  queueCostMs: ofPool((pool) => pool.queue?.costMs),
  queueSentBytes: ofPool((pool) => pool.queue?.sentBytes),
  queueReceivedBytes: ofPool((pool) => pool.queue?.receivedBytes),
  resultsEqual: (result) => (result.results === null ? null : String(result.results.equal)),
  failedItems: (result) => result.failedItems,
  doubts: (result) => (result.kind === 'baseline' ? null : result.doubts.join(' ')),
};

function ofPool(read: (pool: PoolResult) => number | null | undefined) {
  return (result: StrategyResult): number | null => (result.kind === 'pool' ? (read(result) ?? null) : null);
}

/** A header and a row per strategy (RFC 4180); unknown values are empty. The last column is the outcome of the report. */
export function formatCsv(report: Report): string {
  const { outcome } = conclusionOf(report);
  const rows = [
    [...Object.keys(columns), 'outcome'],
    ...report.strategies.map((result) => [...Object.values(columns).map((column) => column(result)), outcome]),
  ];
  return rows.map((row) => `${row.map(quote).join(',')}\r\n`).join('');
}

function quote(cell: string | number | null): string {
  if (cell === null) return '';
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
