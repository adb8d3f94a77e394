import { randomBytes } from 'node:crypto';
import type { AnyReport } from '../../model/any-report.ts';
import type { HistoryEntry } from '../../model/history.ts';
import type { Outcome } from '../../model/report.ts';
import { quoteWord } from '../../profile/script/command-line.ts';
import { describeInputs } from '../../report/describe-inputs.ts';
import { duration } from '../../report/numbers-in-words.ts';
import { writeShortScriptVerdict } from '../../report/script/write-script-verdict.ts';
import { writeShortVerdict } from '../../report/write-verdict.ts';

/** Limits of the stored history. */
export interface HistoryLimits {
  /** Runs of one function or command, without its baseline. */
  perFunction: number;
  runs: number;
  /** Size of all reports together. */
  bytes: number;
}

export const historyLimits: HistoryLimits = { perFunction: 20, runs: 200, bytes: 64_000_000 };

/** The function or the command that runs are of. */
export type HistorySubject = Pick<HistoryEntry, 'file' | 'name'>;

/** Returns whether both are runs of the same function or command. */
export function isSameSubject(a: HistorySubject, b: HistorySubject): boolean {
  return a.file === b.file && a.name === b.name;
}

/** Returns the function or the command of a report. A command differs from a function in that its `file` is a folder. */
export function subjectOf(report: AnyReport): HistorySubject {
  return 'kind' in report
    ? { file: report.cwd, name: report.command.map(quoteWord).join(' ') }
    : { file: report.target.file, name: report.target.name };
}

/** Creates the index entry of a report. The ids of two runs in the same second differ. */
export function entryOf(report: AnyReport, bytes: number): HistoryEntry {
  const { startedAt } = report;
  const moment = startedAt.replace(/\D/g, '').slice(0, 14);
  return {
    id: `${moment}-${randomBytes(4).toString('hex')}`,
    ...subjectOf(report),
    startedAt,
    commit: report.commit ?? null,
    ...resultOf(report),
    bytes,
    baseline: false,
  };
}

function resultOf(report: AnyReport): Pick<HistoryEntry, 'kind' | 'inputs' | 'result' | 'status' | 'confidence'> {
  const { status }: { status: Outcome['status'] } = report.outcome;
  if ('kind' in report)
    return {
      ...{ kind: 'script', inputs: duration(report.wallMs), result: writeShortScriptVerdict(report), status },
      confidence: null,
    };
  const { inputs, confidence } = report;
  return { inputs: describeInputs(inputs), result: writeShortVerdict(report), status, confidence };
}

/**
 * Adds a run to the index, newest first, and returns the runs to drop for it. Baselines stay, and so does the new run
 * unless it alone exceeds the size limit.
 */
export function addEntry(
  entries: readonly HistoryEntry[],
  entry: HistoryEntry,
  limits: HistoryLimits = historyLimits,
): { kept: HistoryEntry[]; dropped: HistoryEntry[] } {
  const ordered = [entry, ...entries].sort((a, b) => b.startedAt.localeCompare(a.startedAt));
  const kept = new Set(ordered.filter(({ baseline }) => baseline));
  let bytes = [...kept].reduce((total, each) => total + each.bytes, 0);
  for (const each of [entry, ...ordered.filter((other) => other !== entry && !other.baseline)]) {
    const siblings = [...kept].filter((other) => !other.baseline && isSameSubject(other, each)).length;
    if (siblings >= limits.perFunction || kept.size >= limits.runs || bytes + each.bytes > limits.bytes) continue;
    kept.add(each);
    bytes += each.bytes;
  }
  return {
    kept: ordered.filter((each) => kept.has(each)),
    dropped: ordered.filter((each) => !kept.has(each)),
  };
}

/** Pins a run as the only baseline of its function or command, or unpins it. */
export function setBaseline(entries: readonly HistoryEntry[], id: string, pinned: boolean): HistoryEntry[] {
  const chosen = entries.find((entry) => entry.id === id);
  return entries.map((entry) => {
    if (entry === chosen) return { ...entry, baseline: pinned };
    return chosen && pinned && isSameSubject(entry, chosen) ? { ...entry, baseline: false } : entry;
  });
}

/** Serializes the index; `readIndex` reads it back. */
export function writeIndex(entries: readonly HistoryEntry[]): string {
  return JSON.stringify({ version: 1, entries });
}

/** @returns `null` if the text is not an index of this version */
export function readIndex(text: string): HistoryEntry[] | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || !('version' in value) || value.version !== 1) return null;
  if (!('entries' in value) || !Array.isArray(value.entries)) return null;
  const entries = value.entries as unknown[];
  return entries.every(isEntry) ? entries : null;
}

/** Returns whether a value is an id. It becomes part of a path, so only the characters of `entryOf` are allowed. */
export function isHistoryId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-z-]{1,64}$/.test(value);
}

function isEntry(value: unknown): value is HistoryEntry {
  if (typeof value !== 'object' || value === null) return false;
  const entry: Partial<Record<keyof HistoryEntry, unknown>> = value;
  const texts = [entry.file, entry.name, entry.startedAt, entry.inputs, entry.result, entry.status];
  return (
    isHistoryId(entry.id) &&
    texts.every((text) => typeof text === 'string') &&
    (entry.kind === 'script' ? entry.confidence === null : typeof entry.confidence === 'string') &&
    (entry.kind === undefined || entry.kind === 'script') &&
    typeof entry.bytes === 'number' &&
    typeof entry.baseline === 'boolean' &&
    (entry.seal === undefined || typeof entry.seal === 'string') &&
    (entry.commit === null || (typeof entry.commit === 'object' && 'id' in entry.commit))
  );
}
