import * as vscode from 'vscode';
import type { AnyReport } from '../../model/any-report.ts';
import type { Comparison } from '../../model/comparison.ts';
import type { HistoryEntry } from '../../model/history.ts';
import type { ScriptComparison } from '../../model/script-comparison.ts';
import { describeCommit } from '../../report/describe-commit.ts';
import type { RunHistory } from '../../../webview/protocol.ts';
import type { History } from './history.ts';
import { subjectOf } from './history-index.ts';
import type { Output } from '../output.ts';
import { plainNotice } from '../run/plain-notice.ts';

/** A view of a report that a comparison can cover. */
export interface ComparisonView {
  /** `null` while something else is shown. A comparison covers the report but does not end it. */
  readonly anyReport: AnyReport | null;
  /** Covers the report with a comparison; `null` uncovers it. */
  compare(comparison: Comparison | ScriptComparison | null): void;
}

export interface EarlierRunsParts {
  history: History;
  output: Output;
  /** Shows the report of an earlier run in the panel. */
  show: (report: AnyReport) => void;
  /** Called after the list of runs has changed. */
  changed: () => void;
}

/** Carries out the user's actions on earlier runs and reports every problem as a message. */
export class EarlierRuns {
  readonly #parts: EarlierRunsParts;
  /** Reason why the last run was not stored. */
  #notKept: string | null = null;

  constructor(parts: EarlierRunsParts) {
    this.#parts = parts;
  }

  /** Stores a run. A failure, such as a full disk, must not lose the report that is shown. */
  async add(report: AnyReport): Promise<void> {
    const { history, output, changed } = this.#parts;
    try {
      this.#notKept = await history.add(report);
    } catch (error) {
      this.#notKept = vscode.l10n.t(
        'This run could not be saved to the history: {0}',
        error instanceof Error ? error.message : String(error),
      );
    }
    if (this.#notKept !== null) output.log.warn(this.#notKept);
    changed();
  }

  /** Returns the list that the page shows below a report. */
  async historyOf(report: AnyReport): Promise<RunHistory> {
    try {
      const { entries, notice } = await this.#parts.history.list(subjectOf(report));
      const shown = entries.find((entry) => entry.startedAt === report.startedAt);
      return { entries, shown: shown?.id ?? null, notice: notice ?? this.#notKept };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { entries: [], shown: null, notice: vscode.l10n.t('The run history cannot be read: {0}', why) };
    }
  }

  async open(id: string): Promise<void> {
    const report = await this.#read(id);
    if (report) this.#parts.show(report);
  }

  async pin(id: string, pinned: boolean): Promise<void> {
    await this.#parts.history.pin(id, pinned);
    this.#parts.changed();
  }

  /** Compares the shown report with an earlier run. The older of the two is "before", except against a baseline. */
  async compare(view: ComparisonView, id: string): Promise<void> {
    const { anyReport: report } = view;
    const other = report && (await this.#read(id));
    if (!other || view.anyReport !== report) return;
    const { entries } = await this.#parts.history.list(subjectOf(other));
    const isBaseline = entries.some((entry) => entry.id === id && entry.baseline);
    const inOrder = isBaseline || other.startedAt <= report.startedAt;
    const comparison = await compareAny(inOrder ? other : report, inOrder ? report : other);
    if (comparison) view.compare(comparison);
  }

  /** Compares with the baseline of the function or the command; asks for one if none is pinned. */
  async compareWithBaseline(view: ComparisonView): Promise<void> {
    const { anyReport: report } = view;
    if (!report) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('No report to compare. Profile a function or open a report first.'),
      );
      return;
    }
    const subject = subjectOf(report);
    const { entries } = await this.#parts.history.list(subject);
    const others = entries.filter((entry) => entry.startedAt !== report.startedAt);
    const baseline = entries.find((entry) => entry.baseline);
    if (baseline && others.includes(baseline)) {
      await this.compare(view, baseline.id);
      return;
    }
    if (others.length === 0 || baseline) {
      void vscode.window.showInformationMessage(
        baseline
          ? vscode.l10n.t('This run of {0} is the baseline. Profile it again, then compare.', subject.name)
          : vscode.l10n.t(
              'There is no earlier run of {0} to compare with. Change the code, profile it again, then compare.',
              subject.name,
            ),
      );
      return;
    }
    const chosen = await chooseRun(others, subject.name);
    if (!chosen) return;
    await this.pin(chosen.id, true);
    await this.compare(view, chosen.id);
  }

  async clear(): Promise<void> {
    const forget = vscode.l10n.t('Clear History');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('Clear the run history of this workspace, including baselines?'),
      { modal: true, detail: vscode.l10n.t('Exported report files are kept.') },
      forget,
    );
    if (answer !== forget) return;
    await this.#parts.history.clear();
    this.#parts.changed();
  }

  async #read(id: string): Promise<AnyReport | null> {
    const { report, problem } = await this.#parts.history.read(id);
    if (report) return report;
    void vscode.window.showWarningMessage(plainNotice(problem));
    this.#parts.changed();
    return null;
  }
}

/** Returns `null` for reports of different kinds, which the history never lists together. */
async function compareAny(before: AnyReport, after: AnyReport): Promise<Comparison | ScriptComparison | null> {
  if ('kind' in before) {
    const { compareScripts } = await import('../../report/script/compare-scripts.ts');
    return 'kind' in after ? compareScripts(before, after) : null;
  }
  const { compareReports } = await import('../../report/compare-reports.ts');
  return 'kind' in after ? null : compareReports(before, after);
}

async function chooseRun(entries: readonly HistoryEntry[], name: string): Promise<HistoryEntry | undefined> {
  const items = entries.map((entry) => ({
    label: new Date(entry.startedAt).toLocaleString(),
    description: [entry.result, entry.commit && describeCommit(entry.commit)]
      .filter((part) => part !== null)
      .join(', '),
    detail: entry.inputs,
    entry,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('No baseline pinned for {0}', name),
    placeHolder: vscode.l10n.t('Choose a run to pin as the baseline'),
    matchOnDescription: true,
  });
  return picked?.entry;
}
