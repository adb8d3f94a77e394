import type { Report } from '../../model/report.ts';

/**
 * Where the function or the inputs of a run come from. `own-report` is a report of a run that was started in this window,
 * or one that this extension kept and sealed; `report-file` is every other report.
 */
export const runOrigins = ['source', 'typed', 'remembered', 'team-file', 'own-report', 'report-file'] as const;

export type RunOrigin = (typeof runOrigins)[number];

/** Facts on which the decision depends. */
export interface RunFacts {
  /** Of the function and of its inputs. */
  origins: readonly RunOrigin[];
  trusted: boolean;
  /** Whether the function's file, and the inputs' file where a report names one, are in a workspace folder. */
  inside: boolean;
  /** Whether the person has confirmed this very run in this window. */
  confirmed: boolean;
}

export type RunDecision = 'run' | 'ask' | 'refuse-outside' | 'refuse-restricted';

/** Whether a run may begin. A report file runs nothing by itself, and nothing outside of the workspace. */
export function decideRun({ origins, trusted, inside, confirmed }: RunFacts): RunDecision {
  if (!trusted) return 'refuse-restricted';
  if (!origins.includes('report-file')) return 'run';
  if (!inside) return 'refuse-outside';
  return confirmed ? 'run' : 'ask';
}

/**
 * Knows which reports are of this window's runs. They are known by identity: nothing that a file says can make it one of
 * them.
 */
export class ReportOrigins {
  readonly #own = new WeakSet<Report>();
  /** Own reports of runs whose inputs came from a report file. */
  readonly #quoting = new WeakSet<Report>();

  /** Marks the report of a run that was started here, or that was kept and sealed. */
  add(report: Report, inputs: RunOrigin = 'source'): void {
    this.#own.add(report);
    if (inputs === 'report-file') this.#quoting.add(report);
  }

  of(report: Report): 'own-report' | 'report-file' {
    return this.#own.has(report) ? 'own-report' : 'report-file';
  }

  /** Where the inputs were before the run: those of a report file stay foreign where they are passed on to others. */
  ofInputs(report: Report): 'own-report' | 'report-file' {
    return this.#quoting.has(report) ? 'report-file' : this.of(report);
  }
}
