import type { DescribedFinding } from './finding.ts';
import type { VerdictPart } from './report.ts';

/** A figure of a command in two reports; `null` where a report does not have it. */
export interface ScriptChange {
  figure:
    | 'wallMs'
    | 'effectiveParallelism'
    | 'coresUsed'
    | 'peakWorkers'
    | 'workShare'
    | 'cloneShare'
    | 'waitShare'
    | 'idleShare'
    | 'blockedShare'
    | 'startupShare'
    | 'workerOnCoreMs'
    | 'busiestWorkerMs'
    | 'taskMs';
  before: number | null;
  after: number | null;
}

/** Two reports of a command. Each holds one run, so no difference has an interval. */
export interface ScriptComparison {
  version: 2;
  kind: 'script';
  /** The commands, and when each began as ISO 8601. */
  before: { command: string[]; startedAt: string };
  after: { command: string[]; startedAt: string };
  changes: ScriptChange[];
  findings: { appeared: DescribedFinding[]; gone: DescribedFinding[] };
  /** Sentences about differences other than the code. */
  warnings: string[];
  verdict: VerdictPart[];
}
