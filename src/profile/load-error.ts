import type { SourceLocation } from '../model/target.ts';

/** The user's code or inputs cannot be made runnable; the message is fit to show and names the place. */
export class LoadError extends Error {
  override readonly name = 'LoadError';
  /** `inputs` when the inputs are to blame, `load` for the module and what it imports. */
  readonly stage: 'load' | 'inputs';
  /** Where in the user's files; `null` when no single place is to blame. */
  readonly location: SourceLocation | null;

  constructor(stage: 'load' | 'inputs', message: string, location: SourceLocation | null = null) {
    super(message);
    this.stage = stage;
    this.location = location;
  }
}
