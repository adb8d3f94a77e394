/**
 * The page speaks first, with one `ready`; the host answers with `report`, `run`, `problem` or `empty`, whichever is true,
 * and from then on posts what changes: a run is `run`, once more when its plan is made, then any number of `live`, and it ends
 * with `report` (also when it failed or was cancelled) or with `problem` when no report could be made. A page that reloads
 * during a run receives the state so far as `run`. The page sends the user's
 * actions; the host validates each and may ignore it. Nothing is answered one to one, and the panel's closing ends both sides.
 * A `report` is followed by its `history`, again whenever that changes; a `comparison` covers the report until the person
 * closes it, upon which the host posts the report again.
 *
 * An HTML export has no host: the page finds the `Report` as JSON in `<script type="application/json" id="report">`.
 */
import type { Comparison } from '../src/model/comparison.ts';
import type { HistoryEntry, HistoryId } from '../src/model/history.ts';
import type { FindingCode } from '../src/model/finding.ts';
import type { Report } from '../src/model/report.ts';
import type { RunEvent } from '../src/model/run-event.ts';
import type { SourceLocation } from '../src/model/target.ts';
import type { RunState } from '../src/report/run-state.ts';

/** The function a run is about, as the page names it. */
export interface PanelTarget {
  name: string;
  location: SourceLocation;
}

/** Messages to the page. */
export type ToPanel =
  /** Nothing was profiled yet. */
  | { type: 'empty' }
  /** A run and its state so far. */
  | { type: 'run'; run: RunState }
  /** The events of the run since the last message about it. */
  | { type: 'live'; events: RunEvent[] }
  /** `trusted` is false in Restricted Mode, where what starts a run is not offered. */
  | { type: 'report'; report: Report; trusted: boolean }
  /** Earlier runs of the function whose report is shown, newest first. */
  | { type: 'history'; history: RunHistory }
  /** Two runs side by side. */
  | { type: 'comparison'; comparison: Comparison }
  /** No report could be made: what was expected, what was found, what to do. */
  | { type: 'problem'; message: string; target: PanelTarget | null }
  /** The file of a report cannot be shown: what is wrong with it. */
  | { type: 'unreadable'; message: string };

/** Earlier runs of a function. */
export interface RunHistory {
  entries: HistoryEntry[];
  /** `id` of the one that is shown; `null` when it is not among them, as that of a report opened from elsewhere. */
  shown: string | null;
  /** A problem with the list, as a sentence; `null` if there is none. */
  notice: string | null;
}

/** `cpuprofile` only of a report that has profiles. */
export type ExportFormat = 'html' | 'json' | 'markdown' | 'csv' | 'trace' | 'cpuprofile';

/**
 * Counted from 0.
 * @asType integer
 * @minimum 0
 * @maximum 9007199254740991
 */
type ItemIndex = number;

/** Messages from the page. */
export type FromPanel =
  | { type: 'ready' }
  | { type: 'openLocation'; location: SourceLocation }
  | { type: 'runAgain' }
  /** Profiles the shown function again with a larger budget. */
  | { type: 'measureLonger' }
  /** Lets the person choose other inputs for the shown function, and profiles it. */
  | { type: 'changeInputs' }
  /** Ends the run by force. */
  | { type: 'cancel' }
  /** The report in a few lines, to the clipboard. */
  | { type: 'copySummary' }
  /** The recommended pool as TypeScript, to the clipboard. */
  | { type: 'copyPoolOptions' }
  /** Offers to rewrite a call of the shown function with the recommended pool. */
  | { type: 'generateParallel' }
  /** Offers the fixes for one of the shown report's findings. */
  | { type: 'explainFinding'; code: FindingCode }
  | { type: 'fixFinding'; code: FindingCode; location: SourceLocation }
  /** The line that does the same run in a terminal, to the clipboard. */
  | { type: 'copyCommandLine' }
  | { type: 'export'; format: ExportFormat }
  /** Profiles the shown function with one of the shown report's items. */
  | { type: 'profileItem'; item: ItemIndex }
  /** Shows the report of an earlier run. */
  | { type: 'openRun'; id: HistoryId }
  /** Makes an earlier run its function's baseline, or takes that away. */
  | { type: 'pinBaseline'; id: HistoryId; pinned: boolean }
  /** Compares the shown report with an earlier run. */
  | { type: 'compareRun'; id: HistoryId }
  | { type: 'closeComparison' }
  /** The comparison as Markdown text, to the clipboard. */
  | { type: 'copyComparison' }
  /** The extension's output channel. */
  | { type: 'showOutput' };

/** The user's actions that the host carries out. */
export type PanelAction = Exclude<FromPanel, { type: 'ready' }>;

/**
 * What the page keeps through `setState`, so that a reload shows the last report at once; the extension's serializer is
 * given it and may take the report back. It is validated like everything the page sends.
 */
export interface PanelState {
  /** Rises with that of the report, so that no page draws a report of another version. */
  version: 2;
  report: Report | null;
}
