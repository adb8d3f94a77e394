import type { SourceLocation } from './target.ts';

/** Where the items come from that the function is called with. */
export type InputsSource = 'argument' | 'file' | 'tag' | 'call-site' | 'remembered' | 'generated';

/** A TypeScript expression, evaluated in the module's own scope inside the engine. */
export interface InputsExpression {
  kind: 'expression';
  source: Exclude<InputsSource, 'file'>;
  expression: string;
  /** Where the tag or the call stands. */
  location?: SourceLocation;
}

/** A JSON file that holds the array of items. */
export interface InputsFile {
  kind: 'file';
  source: 'file';
  /** Absolute path. */
  path: string;
}

/** What the function will be called with, before it is evaluated. */
export type Inputs = InputsExpression | InputsFile;
