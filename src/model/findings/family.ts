import type { Pitfall } from '../pitfall.ts';
import type { Neighbour } from '../measurement.ts';
import type { StrategyName } from '../plan.ts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** Whether it is about the code as written, about what a run showed, or about how far a number can be trusted. */
export type FindingOrigin = 'static' | 'run' | 'validity';

/** How numbers and names read in a message. `report` supplies them, because the model imports nothing. */
export interface Phrases {
  integer: (value: number) => string;
  /** `1 item`, `2 items`; the plural is the singular with an s unless given. */
  counted: (count: number, singular: string, plural?: string) => string;
  duration: (ms: number) => string;
  bytes: (count: number) => string;
  ratio: (value: number) => string;
  /** A number of cores in use: `1.8`. */
  cores: (count: number) => string;
  percent: (share: number) => string;
  /** `4 threads`. */
  strategy: (name: StrategyName, workers: number) => string;
  /** `total in the result`. */
  place: (whole: string, path: string) => string;
  openResources: (resources: readonly { kind: string; count: number }[]) => string;
  /** `chrome 0.8, rustc 0.5`, in cores. */
  neighbours: (neighbours: readonly Neighbour[]) => string;
  capitalised: (text: string) => string;
}

/** All that is known about one kind of finding, besides how to detect it. */
export interface FindingDefinition<Args> {
  /** The default, for makers that pass no other. */
  severity: Severity;
  /** By reading the code, by a run, or by both. */
  origins: readonly FindingOrigin[];
  /** Pitfalls it is about; none for doubts about the numbers themselves. */
  covers: readonly Pitfall[];
  /** Whether there may be a fix besides an ignore comment. */
  isFixable?: true;
  /** The message: the fact, its consequence and the next step. The same in every language of the editor. */
  words: (args: Args, say: Phrases) => string;
}

/** The definitions of a family, by code. */
export type Family<ArgsByCode> = { readonly [Code in keyof ArgsByCode]: FindingDefinition<ArgsByCode[Code]> };

export interface StrategyArgs {
  strategy: StrategyName;
  workers: number;
}
