import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { AnyReport } from '../../model/any-report.ts';
import type { HistoryEntry } from '../../model/history.ts';
import type { ReadReport } from '../../report/read-report.ts';
import type { ReportSeals } from './report-seals.ts';
import {
  addEntry,
  entryOf,
  isHistoryId,
  historyLimits,
  isSameSubject,
  readIndex,
  setBaseline,
  writeIndex,
  type HistoryLimits,
  type HistorySubject,
} from './history-index.ts';

const reportEnding = '.parallel.json';

/** Age after which a report file missing from the index counts as left over by a window that crashed. */
const orphanMs = 24 * 3600 * 1000;

type Seals = Pick<ReportSeals, 'seal' | 'vouch'>;

/**
 * Stores earlier runs: a file for each report, and an index. Reads the index for every question, because another window
 * may have changed it. A read error becomes a notice and stops nothing.
 */
export class History {
  readonly #folder: string;
  readonly #read: (text: string) => Promise<ReadReport<AnyReport>>;
  readonly #limits: HistoryLimits;
  readonly #seals: Seals | null;
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param folder holds the files; created on demand
   * @param read validates a report
   * @param seals without it, every report counts as a file that anyone may have written
   */
  constructor(
    folder: string,
    read: (text: string) => Promise<ReadReport<AnyReport>>,
    limits = historyLimits,
    seals: Seals | null = null,
  ) {
    this.#folder = folder;
    this.#read = read;
    this.#limits = limits;
    this.#seals = seals;
  }

  /**
   * Stores a run that measured something.
   * @returns the reason why it could not be stored, otherwise `null`
   */
  add(report: AnyReport): Promise<string | null> {
    const measured = 'kind' in report ? report.threads : report.strategies;
    if (measured.length === 0) return Promise.resolve(null);
    return this.#inTurn(async () => {
      const text = JSON.stringify(report);
      const entry = entryOf(report, Buffer.byteLength(text));
      const { entries } = await this.#load();
      const { kept, dropped } = addEntry(entries, entry, this.#limits);
      if (dropped.includes(entry))
        return vscode.l10n.t('This run is not in the history: its report exceeds the size limit of the whole history.');
      const seal = await this.#sealOf(report, entry.id, text);
      await writeWhole(this.#fileOf(entry.id), text);
      await this.#save(seal === null ? kept : kept.map((each) => (each === entry ? { ...entry, seal } : each)));
      for (const { id } of dropped) await rm(this.#fileOf(id), { force: true });
      await this.#sweep(kept);
      return null;
    });
  }

  /** Returns the runs of a function or a command, newest first, and a notice about the index. */
  list(subject: HistorySubject): Promise<{ entries: HistoryEntry[]; notice: string | null }> {
    return this.#inTurn(async () => {
      const { entries, notice } = await this.#load();
      return { entries: entries.filter((entry) => isSameSubject(entry, subject)), notice };
    });
  }

  /** Returns the last run of any function. */
  newest(): Promise<HistoryEntry | null> {
    return this.#inTurn(async () => (await this.#load()).entries.find(({ kind }) => kind === undefined) ?? null);
  }

  /** Reads the report of a run. Removes a damaged one from the list; one of another format stays for the version that reads it. */
  read(id: string): Promise<ReadReport<AnyReport>> {
    return this.#inTurn(async () => {
      const { entries } = await this.#load();
      const entry = entries.find((each) => each.id === id);
      if (!entry) return { problem: vscode.l10n.t('This run is no longer in the history.') };
      const found = await this.#readFile(id, entry.seal);
      if (found.problem === undefined || found.isOtherFormat) return found;
      await this.#save(entries.filter((entry) => entry.id !== id));
      await rm(this.#fileOf(id), { force: true });
      return { problem: vscode.l10n.t('{0} It was removed from the history.', found.problem) };
    });
  }

  /** Pins a run as the baseline of its function or command, or unpins it. */
  pin(id: string, pinned: boolean): Promise<void> {
    return this.#inTurn(async () => {
      const { entries } = await this.#load();
      await this.#save(setBaseline(entries, id, pinned));
    });
  }

  /** Deletes every run, including baselines. */
  clear(): Promise<void> {
    return this.#inTurn(() => rm(this.#folder, { recursive: true, force: true }));
  }

  /** Serializes work, so that no write overwrites another. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch((error: unknown) => error);
    return result;
  }

  async #load(): Promise<{ entries: HistoryEntry[]; notice: string | null }> {
    const text = await readIfThere(join(this.#folder, 'index.json'));
    const entries = text === null ? null : readIndex(text);
    if (entries) return { entries, notice: null };
    const found = await this.#rebuild();
    // Without an index and reports, nothing has been stored yet.
    if (text === null && found.length === 0) return { entries: [], notice: null };
    await this.#save(found);
    const runs = found.length === 1 ? vscode.l10n.t('1 report') : vscode.l10n.t('{0} reports', found.length);
    return {
      entries: found,
      notice:
        text === null
          ? vscode.l10n.t('The run history was missing and was rebuilt from {0}. Pin baselines again.', runs)
          : vscode.l10n.t('The run history was damaged and was rebuilt from {0}. Pin baselines again.', runs),
    };
  }

  async #rebuild(): Promise<HistoryEntry[]> {
    const entries: HistoryEntry[] = [];
    for (const id of await idsIn(this.#folder)) {
      const { report } = await this.#readFile(id);
      if (report) entries.push({ ...entryOf(report, (await stat(this.#fileOf(id))).size), id });
    }
    return entries.sort((a, b) => b.startedAt.localeCompare(a.startedAt));
  }

  async #readFile(id: string, seal?: string): Promise<ReadReport<AnyReport>> {
    const text = await readIfThere(this.#fileOf(id));
    if (text === null) return { problem: vscode.l10n.t('The report of this run no longer exists.') };
    const found = await this.#read(text);
    if (found.report && !('kind' in found.report)) await this.#seals?.vouch(found.report, this.#fileOf(id), text, seal);
    return found;
  }

  /** Only the report of a function says what another run would call. */
  async #sealOf(report: AnyReport, id: string, text: string): Promise<string | null> {
    return 'kind' in report ? null : ((await this.#seals?.seal(report, this.#fileOf(id), text)) ?? null);
  }

  async #sweep(kept: readonly HistoryEntry[]): Promise<void> {
    const known = new Set(kept.map(({ id }) => id));
    for (const id of (await idsIn(this.#folder)).filter((each) => !known.has(each))) {
      const { mtimeMs } = await stat(this.#fileOf(id));
      if (Date.now() - mtimeMs > orphanMs) await rm(this.#fileOf(id), { force: true });
    }
  }

  async #save(entries: readonly HistoryEntry[]): Promise<void> {
    await writeWhole(join(this.#folder, 'index.json'), writeIndex(entries));
  }

  #fileOf(id: string): string {
    return join(this.#folder, id + reportEnding);
  }
}

/** Returns the ids of all reports in a folder, whether indexed or not. */
async function idsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  return names
    .filter((name) => name.endsWith(reportEnding))
    .map((name) => name.slice(0, -reportEnding.length))
    .filter(isHistoryId);
}

/** Replaces a file atomically. */
async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
}

/** @returns `null` if the file does not exist */
async function readIfThere(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
