import type { Configuration, StrategyName } from './plan.ts';

/** The next step without a verdict: run once more, run with a larger budget, or run with other inputs. */
export type NextStep = 'measureAgain' | 'measureLonger' | 'changeInputs';

/** Speedup to expect on an idle machine, from the CPU time and the run-queue wait of a disturbed run. */
export interface QuietEstimate {
  strategy: StrategyName;
  workers: number;
  speedup: number;
  /** Interval that decided the outcome: the measured one, corrected and widened; absent without a verdict. */
  ci95?: [number, number];
}

/**
 * Whether parallel execution is worthwhile. An interval decides: its lower limit must reach the margin for `pays`, its
 * upper limit must stay below the margin for `serial`; anything else is `none`, and so are single rounds. If other
 * processes took the cores, the interval is that of an idle machine, estimated from the measured waits for a core; other
 * unreliable runs have no verdict.
 */
export type Conclusion =
  | {
      outcome: 'pays';
      /** Sentences. */
      reason: string;
      /** Present if other processes took the cores, so that the estimate decided. */
      quiet?: QuietEstimate;
    }
  | {
      outcome: 'serial';
      /** Sentences. */
      reason: string;
      /** Present if other processes took the cores, so that the estimate for the best pool decided. */
      quiet?: QuietEstimate;
    }
  | {
      outcome: 'none';
      /** Sentences, the last one with the next step. */
      reason: string;
      next: NextStep;
      /** The configuration that the reason is about; absent if nothing was compared. */
      about?: Configuration;
      /** Present if other processes took the cores and CPU times are known. */
      quiet?: QuietEstimate;
    };
