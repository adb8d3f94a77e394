import type { Report } from '../../src/model/report.ts';
import { formatText } from '../../src/report/formats/format-text.ts';

/** A benchmark run by `npm run bench -- <name>`; prints its results and returns whether its claims held. */
export interface Bench {
  name: string;
  /** One line for the list. */
  about: string;
  /** Run one by one, in order; `npm run bench -- <name>:<case>` runs one alone. */
  cases: readonly BenchCase[];
}

/** A part of a bench that makes sense alone. */
export interface BenchCase {
  name: string;
  /** Heading: the question it answers. */
  about: string;
  run: (claims: Claims) => Promise<void>;
}

/** Collects claims about measured values, prints each with its value, and counts those that did not hold. */
export class Claims {
  held = 0;
  missed = 0;
  readonly #showsReports: boolean;

  /** @param showsReports print the text of every report that `show` is given */
  constructor(showsReports: boolean) {
    this.#showsReports = showsReports;
  }

  /** `value` is the measured value; `holds` whether it agrees with the claim. */
  check(claim: string, value: string, holds: boolean): void {
    if (holds) this.held++;
    else this.missed++;
    console.log(`  ${holds ? 'holds ' : 'MISSED'}  ${claim}: ${value}`);
  }

  /** Prints the whole report as the user sees it, if requested. */
  show(report: Report): Report {
    if (this.#showsReports) console.log(formatText(report, { colour: false, width: 110 }));
    return report;
  }
}
