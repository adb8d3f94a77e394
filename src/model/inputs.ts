import type { RecordedInputs } from './recording.ts';
import type { SourceLocation } from './target.ts';

/** Where the items come from that the function is called with. */
export type InputsSource = 'argument' | 'file' | 'tag' | 'call-site' | 'remembered' | 'team-file' | 'generated';

/** How inputs were made from the parameter types: the same numbers give the same items. */
export interface InputsSeed {
  /** Items. */
  count: number;
  seed: number;
  /** How large the items are, 0 to 40; absent: as a run measures it, otherwise small. */
  size?: number;
}

/**
 * How an item becomes arguments, the same for every source. With `spread`, an item that is an array is the list of
 * arguments (`f(...item)`, as `starmap` does); an item that is not an array is the only argument even then. Without
 * `spread`, the item is the only argument whatever it is. Inputs that a person gives spread when the function has more
 * than one required parameter or a rest parameter (`analysis/takes-tuples.ts`).
 */
interface Spreading {
  spread: boolean;
  /** Exactly so many items: the first ones, or all of them again from the start. Absent: as many as there are. */
  count?: number;
  /** Positions, in ascending order, of items that are left out because their calls take too long. */
  without?: readonly number[];
  /** Required arguments of a call; with fewer, nothing runs. Absent if unknown. */
  required?: RequiredArguments;
}

/** The parameters that have neither a default nor a question mark, in their order. */
export interface RequiredArguments {
  functionName: string;
  parameters: string[];
}

/** A call in another file than the function. */
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
  /** Where the tag or the call stands. */
  location?: SourceLocation;
  /** The call whose inputs these are, if it is in another file; the expression then contains what it needs from there. */
  caller?: CallerOfTarget;
  /** Where the expression was made from the parameter types. */
  generated?: InputsSeed;
}

/** A file that holds the array of items: JSON, or with the ending `.v8` as `v8.serialize` writes it. */
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

/** Inputs that were found in the source, for a person to choose from. */
export interface InputsCandidate extends InputsExpression {
  source: 'tag' | 'call-site';
  location: SourceLocation;
  /** `numbers.map(square), line 12`. */
  label: string;
  /** Number of calls in the source that it represents: 1 for a loop, 3 for three calls with literal arguments. */
  calls: number;
}
