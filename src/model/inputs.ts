import type { SourceLocation } from './target.ts';

/** Where the items come from that the function is called with. */
export type InputsSource = 'argument' | 'file' | 'tag' | 'call-site' | 'remembered' | 'generated';

/**
 * How an item becomes arguments, the same for every source. With `spread`, an item that is an array is the list of
 * arguments (`f(...item)`, as `starmap` does); an item that is not an array is the only argument even then. Without
 * `spread`, the item is the only argument whatever it is. Inputs that a person gives spread when the function has more
 * than one required parameter or a rest parameter (`analysis/takes-tuples.ts`).
 */
interface Spreading {
  spread: boolean;
}

/** A TypeScript expression, evaluated in the module's own scope inside the engine. It yields an array of items. */
export interface InputsExpression extends Spreading {
  kind: 'expression';
  source: Exclude<InputsSource, 'file'>;
  expression: string;
  /** Where the tag or the call stands. */
  location?: SourceLocation;
}

/** A JSON file that holds the array of items. */
export interface InputsFile extends Spreading {
  kind: 'file';
  source: 'file';
  /** Absolute path. */
  path: string;
}

/** What the function will be called with, before it is evaluated. */
export type Inputs = InputsExpression | InputsFile;

/** Inputs that were found in the source, for a person to choose from. */
export interface InputsCandidate extends InputsExpression {
  source: 'tag' | 'call-site';
  location: SourceLocation;
  /** `numbers.map(square), line 12`. */
  label: string;
  /** How many calls written in the source it stands for: 1 for a loop, 3 for three calls with literal arguments. */
  calls: number;
}
