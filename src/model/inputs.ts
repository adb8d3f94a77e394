import type { RecordedInputs } from './recording.ts';
import type { SourceLocation } from './target.ts';

/** The source of the items with which the function is called. */
export type InputsSource = 'argument' | 'file' | 'tag' | 'call-site' | 'remembered' | 'team-file' | 'generated';

/** The largest `size` of generated inputs. */
export const largestItemSize = 40;

/** Parameters for generating inputs from the parameter types: equal values give equal items. */
export interface InputsSeed {
  /** Items. */
  count: number;
  seed: number;
  /** Size of the items, 0 to `largestItemSize`. Absent: chosen by trial calls, or small if nothing can be called. */
  size?: number;
}

/** How trial calls chose the size of generated items. */
export interface SizeChoice {
  /** The shortest trial call with an item of this size, in ms. */
  callMs: number;
  /**
   * Why no larger size was chosen: this one takes long enough; a larger one takes too long, too much memory, or fails;
   * calls with larger ones take no longer; it is the largest.
   */
  because: 'longEnough' | 'time' | 'memory' | 'fails' | 'noEffect' | 'largest';
}

/**
 * How an item becomes arguments, the same for every source. With `spread`, an item that is an array is the list of
 * arguments (`f(...item)`, as in `starmap`); any other item is the only argument. Without `spread`, the item is always
 * the only argument. Inputs given by the user spread if the function has more than one required parameter or a rest
 * parameter, or if its first of several cannot be an array (`analysis/functions/takes-tuples.ts`).
 */
interface Spreading {
  spread: boolean;
  /** Exact number of items: the first ones, or all of them repeated from the start. Absent: all items. */
  count?: number;
  /** Positions, in ascending order, of items that are left out because their calls take too long. */
  without?: readonly number[];
  /** Required arguments of a call; with fewer, nothing runs. Absent if unknown. */
  required?: RequiredArguments;
}

/** The parameters without a default or question mark, in order. */
export interface RequiredArguments {
  functionName: string;
  parameters: string[];
}

/** A call in a file other than the function's. */
export interface CallerOfTarget {
  /** `scripts/make.ts:12`, below the root of the repository. */
  place: string;
  /** The call as written, shortened: `images.map(thumbnail)`. */
  call: string;
}

/** A TypeScript expression, evaluated in the module's own scope inside the engine. It yields an array of items. */
export interface InputsExpression extends Spreading {
  kind: 'expression';
  source: Exclude<InputsSource, 'file'>;
  expression: string;
  /** Location of the tag or the call. */
  location?: SourceLocation;
  /**
   * The call that uses these inputs, if it is in another file; the expression then contains everything it needs from
   * there.
   */
  caller?: CallerOfTarget;
  /** Present if the expression was generated from the parameter types. */
  generated?: InputsSeed;
  /** Present if trial calls chose the size. */
  sizeChoice?: SizeChoice;
}

/** A file with the array of items: JSON or, with the extension `.v8`, the format of `v8.serialize`. */
export interface InputsFile extends Spreading {
  kind: 'file';
  source: 'file' | 'remembered' | 'team-file';
  /** Absolute path. */
  path: string;
  /** The run that the items were recorded from. */
  recorded?: RecordedInputs;
}

/** Inputs before evaluation. */
export type Inputs = InputsExpression | InputsFile;

/** Inputs found in the source, for the user to choose from. */
export interface InputsCandidate extends InputsExpression {
  source: 'tag' | 'call-site';
  location: SourceLocation;
  /** `numbers.map(square), line 12`. */
  label: string;
  /** Number of calls in the source that it represents: 1 for a loop, 3 for three calls with literal arguments. */
  calls: number;
}
