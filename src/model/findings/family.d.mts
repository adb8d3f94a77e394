import type { Pitfall } from '../pitfall.mjs';
import type { Neighbour } from '../measurement.mjs';
import type { StrategyName } from '../plan.mjs';
export type Severity = 'error' | 'warning' | 'information' | 'hint';
/** Whether it concerns the code as written, the observations of a run, or the reliability of a number. */
export type FindingOrigin = 'static' | 'run' | 'validity';
/** Formats numbers and names in a message. `report` supplies them, because the model imports nothing. */
export interface Phrases {
  integer: (value: number) => string;
  /** `1 item`, `2 items`; the plural is the singular with an s unless given. */
  counted: (count: number, singular: string, plural?: string) => string;
  duration: (ms: number) => string;
  bytes: (count: number) => string;
  ratio: (value: number) => string;
  /** A number of cores in use: `1.8`. */
  cores: (count: number) => string;
  /** A mean number of busy cores or workers: `1.0`. */
  busy: (count: number) => string;
  percent: (share: number) => string;
  /** `4 threads`. */
  strategy: (name: StrategyName, workers: number) => string;
  /** `total in the result`. */
  place: (whole: string, path: string) => string;
  openResources: (
    resources: readonly {
      kind: string;
      count: number;
    }[],
  ) => string;
  /** `chrome 0.8, rustc 0.5`, in cores. */
  neighbours: (neighbours: readonly Neighbour[]) => string;
  capitalised: (text: string) => string;
}
/** The definition of one kind of finding, apart from its detection. */
export interface FindingDefinition<Args> {
  /** The default severity. */
  severity: Severity;
  /** Found by reading the code, by a run, or by both. */
  origins: readonly FindingOrigin[];
  /** Pitfalls it covers; none for doubts about the numbers themselves. */
  covers: readonly Pitfall[];
  /** Whether there may be a fix other than an ignore comment. */
  isFixable?: true;
  /** The message: the fact, its consequence and the next step. The same in every language of the editor. */
  words: (args: Args, say: Phrases) => string;
}
/** The definitions of a family, by code. */
export type Family<ArgsByCode> = {
  readonly [Code in keyof ArgsByCode]: FindingDefinition<ArgsByCode[Code]>;
};
export interface StrategyArgs {
  strategy: StrategyName;
  workers: number;
}
//# sourceMappingURL=family.d.mts.map
