import type { AnyReport } from '../../model/any-report.ts';

/**
 * Origin of the function or the inputs of a run. `own-report` is a report of a run started in this window, or one that
 * this extension stored and sealed; `report-file` is every other report.
 */
export const runOrigins = ['source', 'typed', 'remembered', 'team-file', 'own-report', 'report-file'] as const;

export type RunOrigin = (typeof runOrigins)[number];

/** Facts that decide whether a run may start. */
export interface RunFacts {
  /** Origins of the function and of its inputs. */
  origins: readonly RunOrigin[];
  trusted: boolean;
  /** Whether the function's file, and the inputs' file if a report names one, are in a workspace folder. */
  inside: boolean;
  /** Whether the user confirmed this exact run in this window. */
  confirmed: boolean;
}

export type RunDecision = 'run' | 'ask' | 'refuse-outside' | 'refuse-restricted';

/**
 * Decides whether a run may start. A report file runs nothing without confirmation, and nothing outside the workspace.
 */
export function decideRun({ origins, trusted, inside, confirmed }: RunFacts): RunDecision {
  if (!trusted) return 'refuse-restricted';
  if (!origins.includes('report-file')) return 'run';
  if (!inside) return 'refuse-outside';
  return confirmed ? 'run' : 'ask';
}

/**
 * Tracks which reports belong to runs of this window. It compares identity, so no content of a file can pass as an own
 * report.
 */
export class ReportOrigins {
  readonly #own = new WeakSet<AnyReport>();
  /** Own reports of runs whose inputs came from a report file. */
  readonly #quoting = new WeakSet<AnyReport>();

  /** Marks the report of a run that was started here, or that was stored and sealed. */
  add(report: AnyReport, inputs: RunOrigin = 'source'): void {
    this.#own.add(report);
    if (inputs === 'report-file') this.#quoting.add(report);
  }

  of(report: AnyReport): 'own-report' | 'report-file' {
    return this.#own.has(report) ? 'own-report' : 'report-file';
  }

  /** Returns the origin of the inputs before the run. Inputs of a report file stay foreign when they are passed on. */
  ofInputs(report: AnyReport): 'own-report' | 'report-file' {
    return this.#quoting.has(report) ? 'report-file' : this.of(report);
  }
}
