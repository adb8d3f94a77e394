import type { Report } from '../../src/model/report.ts';
import type { Host } from '../host.ts';
import type { Selection } from '../selection.ts';

/** Context of every view of a report. */
export interface ViewContext {
  report: Report;
  host: Host;
  /** `false` in Restricted Mode: nothing that runs code is offered. */
  trusted: boolean;
  /** Aborted when the page shows something else; views stop their observers with it. */
  signal: AbortSignal;
}

/** Context of views that need measurements. */
export interface MeasuredContext extends ViewContext {
  selection: Selection;
}
