import type { Report } from './report.ts';
import type { ScriptReport } from './script-report.ts';

/** The report of a function, or of a command, which has a `kind`. */
export type AnyReport = Report | ScriptReport;
