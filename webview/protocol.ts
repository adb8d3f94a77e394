/**
 * The page starts with one `ready`. The host answers with the current state, `report`, `run`, `problem` or `empty`, and
 * from then on posts changes. A run is posted as `run`, as `run` again when its plan is made, and as any number of
 * `live` messages. It ends with `report`, also after a failure or a cancellation, or with `problem` if no report could
 * be made. A page that reloads during a run receives the state so far as `run`.
 *
 * The page sends the user's actions; the host validates each and may ignore it. Messages are not paired as request and
 * response, and closing the panel ends both sides. A `report` is followed by its `code` and its `history`, which are
 * posted again after each change, and a `script` by its `history`. A `comparison` or `scriptComparison` covers the report
 * until the user closes it; the host then posts the report again.
 *
 * An HTML export has no host: the page finds the `Report` as JSON in `<script type="application/json" id="report">`.
 */
import type { AnyReport } from '../src/model/any-report.ts';
import type { Comparison } from '../src/model/comparison.ts';
import type { HistoryEntry, HistoryId } from '../src/model/history.ts';
import type { FindingCode } from '../src/model/finding.ts';
import type { StrategyName } from '../src/model/plan.ts';
import type { Report } from '../src/model/report.ts';
import type { ScriptComparison } from '../src/model/script-comparison.ts';
import type { ScriptProgress } from '../src/model/script-progress.ts';
import type { ScriptReport } from '../src/model/script-report.ts';
import type { RunEvent } from '../src/model/run-event.ts';
import type { SourceLocation } from '../src/model/target.ts';
import type { RunState } from '../src/report/run-state.ts';

/** The function that a run profiles, as the page names it. */
export interface PanelTarget {
  name: string;
  location: SourceLocation;
}

/** Messages to the page. */
export type ToPanel =
  /** Nothing has been profiled yet. */
  | { type: 'empty' }
  /** A run and its state so far. */
  | { type: 'run'; run: RunState }
  /** The events of the run since the last message about it. */
  | { type: 'live'; events: RunEvent[] }
  /** `trusted` is `false` in Restricted Mode, where actions that start a run are not offered. */
  | { type: 'report'; report: Report; trusted: boolean }
  /** A command that runs, posted again about once a second. */
  | { type: 'scriptRun'; progress: ScriptProgress }
  /** A command that was profiled as it is. `trusted` as for a `report`. */
  | { type: 'script'; report: ScriptReport; trusted: boolean }
  /** Earlier runs of the function or the command whose report is shown, newest first. */
  | { type: 'history'; history: RunHistory }
  /** Whether the code of the function has changed since the run whose report is shown. */
  | { type: 'code'; outdated: boolean }
  /** Two runs side by side. */
  | { type: 'comparison'; comparison: Comparison }
  | { type: 'scriptComparison'; comparison: ScriptComparison }
  /** No report could be made: what was expected, what was found, what to do. */
  | ({ type: 'problem' } & Problem)
  /** The file of a report cannot be shown: what is wrong with it. */
  | { type: 'unreadable'; message: string };

/** Why there is no report. */
export interface Problem {
  message: string;
  target: PanelTarget | null;
  /** Whether the user decided against the run. */
  isDeclined?: boolean;
}

/** Earlier runs of a function or a command. */
export interface RunHistory {
  entries: HistoryEntry[];
  /** `id` of the shown run; `null` if it is not in the list, as for a report opened from elsewhere. */
  shown: string | null;
  /** A problem with the list, as a sentence; `null` if there is none. */
  notice: string | null;
}

/** `cpuprofile` only for a report that has profiles; `csv` only for a function. */
export type ExportFormat = 'html' | 'json' | 'markdown' | 'csv' | 'trace' | 'cpuprofile';

/**
 * Index from 0.
 * @asType integer
 * @minimum 0
 * @maximum 9007199254740991
 */
type ItemIndex = number;

/**
 * @asType integer
 * @minimum 1
 * @maximum 9999999
 */
type ItemCount = number;

/**
 * @asType integer
 * @minimum 1
 * @maximum 1024
 */
type WorkerCount = number;

/**
 * @minimum 1
 * @maximum 3600
 */
type BudgetSeconds = number;

/** Settings of one run. An absent one is that of the workspace. */
export interface RunChoices {
  /** Exactly so many items: the first ones, or all of them repeatedly. */
  count?: ItemCount;
  budgetSeconds?: BudgetSeconds;
  /**
   * @minItems 1
   * @maxItems 16
   */
  workers?: WorkerCount[];
  /**
   * Besides the serial run.
   * @minItems 1
   * @maxItems 4
   */
  strategies?: Exclude<StrategyName, 'serial'>[];
  /** Whether to sample the lines of the function as well. */
  hotLines?: boolean;
}

/** Messages from the page. */
export type FromPanel =
  | { type: 'ready' }
  | { type: 'openLocation'; location: SourceLocation }
  /** Profiles the shown function or command again; a command also with CPU profiles. */
  | { type: 'runAgain'; cpuProfiles?: boolean }
  /** Profiles the shown function again with a larger budget. */
  | { type: 'measureLonger' }
  /** Profiles the shown function with these settings. */
  | { type: 'profileWith'; choices: RunChoices }
  /** Lets the user choose other inputs for the shown function, then profiles it. */
  | { type: 'changeInputs' }
  /** Skips the item with the long call, and later ones like it. */
  | { type: 'skipLongItems' }
  /** Ends the wait for other programs. */
  | { type: 'skipWait' }
  /** Kills the run of a function; asks a command to stop. */
  | { type: 'cancel' }
  /** Copies a few lines about the report to the clipboard. */
  | { type: 'copySummary' }
  /** Copies the recommended pool as TypeScript to the clipboard. */
  | { type: 'copyPoolOptions' }
  /** Offers to rewrite a call of the shown function with the recommended pool. */
  | { type: 'generateParallel' }
  /** Offers the fixes for one of the shown report's findings. */
  | { type: 'explainFinding'; code: FindingCode }
  | { type: 'fixFinding'; code: FindingCode; location: SourceLocation }
  /** Copies the command that repeats the run in a terminal to the clipboard. */
  | { type: 'copyCommandLine' }
  | { type: 'export'; format: ExportFormat }
  /** Profiles the shown function with one of the shown report's items. */
  | { type: 'profileItem'; item: ItemIndex }
  /** Profiles one of the shown command's task functions, with inputs recorded from a run of the command. */
  | { type: 'profileTask'; task: ItemIndex }
  /** Opens one of the shown report's CPU profiles. */
  | { type: 'openCpuProfile'; profile: ItemIndex }
  /** Shows the report of an earlier run. */
  | { type: 'openRun'; id: HistoryId }
  /** Makes an earlier run the baseline of its function or command, or unpins it. */
  | { type: 'pinBaseline'; id: HistoryId; pinned: boolean }
  /** Compares the shown report with an earlier run. */
  | { type: 'compareRun'; id: HistoryId }
  | { type: 'closeComparison' }
  /** Copies the comparison as Markdown to the clipboard. */
  | { type: 'copyComparison' }
  /** Shows the extension's output channel. */
  | { type: 'showOutput' };

/** Actions of the user that the host carries out. */
export type PanelAction = Exclude<FromPanel, { type: 'ready' }>;

/**
 * State that the page keeps through `setState`, so that a reload shows the last report at once. The extension's
 * serializer receives it and may replace the report. It is validated like every message from the page.
 */
export interface PanelState {
  /** Increases with the version of the report, so that no page renders a report of another version. */
  version: 2;
  report: AnyReport | null;
}
