import type { SourceLocation } from './target.ts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/**
 * What can be found, and the values its sentence needs. A new finding is a new line here, its words in
 * `report/describe-finding.ts`, and the rule or the verb that produces it.
 */
export interface FindingArgs {
  'argument-not-cloneable': { path: string; what: string; channel: 'threads' | 'processes' | 'both' };
  'result-not-cloneable': { path: string; what: string; channel: 'threads' | 'processes' | 'both' };
  'class-instance-loses-prototype': { path: string; className: string; where: 'argument' | 'result' };
  'results-differ': {
    strategy: string;
    workers: number;
    differing: number;
    count: number;
    item: number;
    path: string;
    expected: string;
    found: string;
  };
  'tasks-too-small': { taskMs: number; overheadMs: number; chunkSize: number };
  'no-gain-beyond-cores': { workers: number; cores: number; speedup: number; best: number; bestWorkers: number };
  'items-failed': { failed: number; count: number; item: number; input: string; message: string };
  'module-state-written': { variable: string };
  'too-few-rounds': { rounds: number; wanted: number; strategy: string; workers: number };
  'wide-interval': { strategy: string; workers: number; low: number; high: number };
  'background-load': { cores: number };
  'suspicious-speedup': { strategy: string; workers: number; speedup: number };
}

export type FindingCode = keyof FindingArgs;

/** Whether it is about the code as written, about what a run showed, or about how far a number can be trusted. */
export type FindingOrigin = 'static' | 'run' | 'validity';

interface FindingOf<Code extends FindingCode> {
  code: Code;
  args: FindingArgs[Code];
  severity: Severity;
  origin: FindingOrigin;
  location: SourceLocation;
  /** The numbers it rests on, by name with the unit in the name; empty for a static finding. */
  evidence: Record<string, number>;
  related?: { location: SourceLocation; note: string }[];
}

/** A finding without words; `report/describe-finding.ts` has those. */
export type Finding = { [Code in FindingCode]: FindingOf<Code> }[FindingCode];

/** A finding as the report and `check` print it. */
export type DescribedFinding = Finding & { message: string };
